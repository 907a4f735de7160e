//! Tables: each number of a cell becomes a chain "symbol = number", whose symbol comes from the
//! labels of its row and column.

use super::chain::{Chain, Item, RawSide};
use super::lex::{self, Kind};
use super::name::Habits;
use super::parse::Parser;
use super::tree::{Atom, Index, Name, Node, SlopeName};
use super::types::{Printed, Span};

/// The chains of all tables, and the parts of the text that these take up.
pub(super) fn tables(text: &str, from: usize, comma: bool, habits: &Habits) -> (Vec<(Item, u32)>, Vec<Span>) {
    let mut reader = Reader { text, comma, habits, items: Vec::new(), weights: Vec::new(), count: 0 };
    let mut taken = Vec::new();
    for grid in grids(text, from) {
        let cells: Vec<Vec<Cell>> =
            grid.rows.iter().map(|row| row.iter().map(|&span| reader.cell(span)).collect()).collect();
        let numbers = cells.iter().flatten().filter(|cell| cell.number.is_some()).count();
        let before = reader.items.len();
        if numbers > 0 && cells.len() > 1 {
            reader.count += 1;
            reader.table(&cells, grid.before);
        }
        if reader.items.len() > before {
            taken.push(grid.span);
        }
    }
    (reader.items, taken)
}

struct Grid {
    span: Span,
    /// The line of text before it.
    before: Span,
    rows: Vec<Vec<Span>>,
}

/// What a cell says.
struct Cell {
    span: Span,
    number: Option<Printed>,
    /// The symbol, slope or other expression in it, the last where there are several.
    node: Option<Node>,
}

struct Reader<'a> {
    text: &'a str,
    comma: bool,
    habits: &'a Habits,
    items: Vec<(Item, u32)>,
    /// The weights that tables gave: their labels and their symbol.
    weights: Vec<(String, Name)>,
    count: u32,
}

/// Tables with `|` between cells, and LaTeX's.
fn grids(text: &str, from: usize) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    let mut at = from;
    let mut open = false;
    let mut last_words = Span::default();
    for line in text[from..].split_inclusive('\n') {
        let span = Span { start: at, end: at + line.len() };
        at = span.end;
        let trimmed = line.trim();
        let bars = trimmed.matches('|').count();
        let is_rule =
            !trimmed.is_empty() && trimmed.chars().all(|c| "|-:+= ".contains(c)) && trimmed.contains('-');
        let is_row = bars >= 1 && (trimmed.starts_with('|') || bars >= 2) && !trimmed.contains("\\begin");
        if is_rule && open {
            grids.last_mut().expect("one is open").span.end = span.end;
        } else if is_row {
            if !open {
                grids.push(Grid { span, before: last_words, rows: Vec::new() });
            }
            open = true;
            let grid = grids.last_mut().expect("one is open");
            grid.span.end = span.end;
            grid.rows.push(cells_of(text, span, '|'));
        } else {
            open = false;
            if !trimmed.is_empty() {
                last_words = span;
            }
        }
    }
    let mut at = from;
    while let Some(start) = text[at..].find("\\begin{tabular}").map(|start| at + start) {
        let Some(end) = text[start..].find("\\end{tabular}").map(|end| start + end) else { break };
        let mut inner = start + "\\begin{tabular}".len();
        if text[inner..].starts_with('{') {
            inner += text[inner..end].find('}').map_or(0, |close| close + 1);
        }
        let mut rows = Vec::new();
        let mut row_start = inner;
        for row in text[inner..end].split("\\\\") {
            let span = Span { start: row_start, end: row_start + row.len() };
            row_start = span.end + 2;
            if row.contains('&') {
                rows.push(cells_of(text, span, '&'));
            }
        }
        let line = text[..start].trim_end_matches(['[', '\\', '\n', ' ']).rfind('\n').map_or(0, |at| at + 1);
        grids.push(Grid {
            span: Span { start, end: end + 13 },
            before: Span { start: line, end: start },
            rows,
        });
        at = end;
    }
    grids.sort_by_key(|grid| grid.span);
    grids
}

fn cells_of(text: &str, row: Span, separator: char) -> Vec<Span> {
    let line = row.of(text);
    let mut cells = Vec::new();
    let mut start = row.start;
    for part in line.split(separator) {
        let lead = part.len() - part.trim_start().len();
        let part = part.trim();
        cells.push(Span { start: start + lead, end: start + lead + part.len() });
        start += lead;
        start = row.start + (start - row.start);
        start = cells.last().map_or(start, |cell| cell.start);
        // The next part starts behind the separator.
        let rest = &text[start..row.end];
        start += rest.find(separator).map_or(rest.len(), |at| at + separator.len_utf8());
    }
    if separator == '|' {
        // `| a | b |` has an empty part at either end.
        if cells.first().is_some_and(|cell| cell.start == cell.end) && line.trim_start().starts_with('|') {
            cells.remove(0);
        }
        if cells.last().is_some_and(|cell| cell.start == cell.end) && line.trim_end().ends_with('|') {
            cells.pop();
        }
    }
    cells
}

impl Reader<'_> {
    fn cell(&self, span: Span) -> Cell {
        let tokens = lex::tokens(&self.text[..span.end], span.start, self.comma);
        let mut parser =
            Parser { text: self.text, tokens: &tokens, at: 0, depth: 0, fuel: 2_000, habits: self.habits };
        let mut node = None;
        let mut number = None;
        let mut words = 0;
        let mut equals = false;
        while parser.at < tokens.len() {
            match parser.kind() {
                Some(Kind::Equals) => {
                    equals = true;
                    break;
                }
                Some(Kind::Gap | Kind::Break | Kind::Row | Kind::Cell) => parser.at += 1,
                _ => {
                    let start = parser.at;
                    parser.depth = 0;
                    match parser.sum() {
                        Some(found) => {
                            let symbol = tokens[start].math || words == 0 && node.is_none();
                            number = found.number().filter(|_| node.is_none() && words == 0);
                            let better = symbol && !matches!(found, Node::Number(_));
                            // `w_1 (x_1 → h_1)`: the first symbol; `size x_1`: the one in the formula.
                            let first = node.is_none()
                                || tokens[start].math && words > 0 && !matches!(node, Some(Node::Slope(_)));
                            if better && first {
                                node = Some(found);
                            }
                            words += 1;
                        }
                        None => {
                            parser.at = start + 1;
                            words += 1;
                            if matches!(tokens[start].kind, Kind::Sign('(')) {
                                break;
                            }
                        }
                    }
                }
            }
        }
        if words > 1 || equals {
            number = None;
        }
        Cell { span, number, node }
    }

    fn text_of(&self, cell: &Cell) -> String {
        cell.span.of(self.text).trim_matches(['$', ' ', '*']).to_lowercase()
    }

    fn table(&mut self, cells: &[Vec<Cell>], before: Span) {
        if self.pairs(cells, before) {
            return;
        }
        let header = &cells[0];
        let labels: Vec<String> = header.iter().map(|cell| self.text_of(cell)).collect();
        let layer = labels.iter().position(|text| is_layer(text));
        let unit = labels.iter().position(|text| is_unit(text));
        if let (Some(layer), Some(unit)) = (layer, unit) {
            return self.by_layer_and_unit(cells, layer, unit, before);
        }
        let symbols = header.iter().skip(1).filter(|cell| is_symbol(cell.node.as_ref())).count();
        let labelled = cells[1..]
            .iter()
            .filter(|row| row.first().is_some_and(|cell| is_symbol(cell.node.as_ref())))
            .count();
        let counted =
            header.len() > 1 && header[1..].iter().all(|cell| count_of(&self.text_of(cell)).is_some());
        let row_letters = cells[1..].iter().any(|row| {
            row.first().and_then(|cell| cell.node.as_ref()).is_some_and(|node| {
                let mut general = false;
                node.for_each_name(&mut |name| {
                    general |= name.indices.iter().any(|index| match &index.atom {
                        Atom::Any => true,
                        Atom::Letters(letters) => letters.len() == 1,
                        _ => false,
                    });
                });
                general
            })
        });
        if counted && row_letters {
            self.by_rows(cells, before);
        } else if symbols > 0 && labelled > 0 && !counted {
            self.by_row_symbol(cells, before);
        } else if symbols > 0 && labelled == 0 {
            self.by_samples(cells, before);
        } else if header.len() > 1 {
            self.by_labels(cells, before);
        }
    }

    /// `w | 0.5 | v | 0.3`.
    fn pairs(&mut self, cells: &[Vec<Cell>], before: Span) -> bool {
        let is_pair = |row: &Vec<Cell>| {
            row.len() >= 2
                && row.len().is_multiple_of(2)
                && row.chunks(2).all(|pair| {
                    is_symbol(pair[0].node.as_ref()) && pair[0].number.is_none() && pair[1].number.is_some()
                        || pair[0].span.start == pair[0].span.end
                })
                && row[1].number.is_some()
        };
        let rows: Vec<&Vec<Cell>> = cells.iter().filter(|row| is_pair(row)).collect();
        // With two columns a header that names indices would be a table of another kind.
        let counted = cells[0].iter().skip(1).any(|cell| count_of(&self.text_of(cell)).is_some());
        if rows.len() + 1 < cells.len() || counted || rows.is_empty() {
            return false;
        }
        for row in rows {
            for pair in row.chunks(2) {
                if let (Some(node), Some(number)) = (&pair[0].node, pair[1].number) {
                    self.put(node.clone(), number, before, 1);
                }
            }
        }
        true
    }

    /// Each row is a symbol with a letter for its index, each column a number.
    fn by_rows(&mut self, cells: &[Vec<Cell>], before: Span) {
        for row in &cells[1..] {
            let Some(Some(label)) = row.first().map(|cell| cell.node.clone()) else { continue };
            if !is_symbol(Some(&label)) {
                continue;
            }
            for (cell, head) in row.iter().zip(&cells[0]).skip(1) {
                if let (Some(number), Some(count)) = (cell.number, count_of(&self.text_of(head))) {
                    self.put(counted(&label, count), number, before, 1);
                }
            }
        }
    }

    /// Columns say which layer and unit, the others which quantity.
    fn by_layer_and_unit(&mut self, cells: &[Vec<Cell>], layer: usize, unit: usize, before: Span) {
        for row in &cells[1..] {
            let index = |at: usize| {
                row.get(at).and_then(|cell| cell.number).map(|number| number.value.to_f64() as u32)
            };
            let (Some(l), Some(k)) = (index(layer), index(unit)) else { continue };
            let place = |mut name: Name| {
                name.indices = vec![
                    Index { raised: true, atom: Atom::Number(l) },
                    Index { raised: false, atom: Atom::Number(k) },
                ];
                name
            };
            for (at, cell) in row.iter().enumerate() {
                let (Some(number), Some(head), true) =
                    (cell.number, cells[0].get(at), at != layer && at != unit)
                else {
                    continue;
                };
                let text = self.text_of(head);
                let a = || place(plain("a", head.span));
                let z = || place(plain("z", head.span));
                let node = if is_slope(&text) || matches!(head.node, Some(Node::Product(_))) {
                    Node::Slope(Box::new(SlopeName { of: Some(a()), by: z() }))
                } else {
                    match &head.node {
                        Some(Node::Slope(slope)) => Node::Slope(Box::new(SlopeName {
                            of: slope.of.clone(),
                            by: place(slope.by.clone()),
                        })),
                        Some(Node::Name(name)) => Node::Name(place(name.clone())),
                        _ => continue,
                    }
                };
                self.put(node, number, before, 1);
            }
        }
    }

    /// Rows go by a symbol, columns by what is said of it: net, out, ∂E/∂w, w − η ∂E/∂w.
    fn by_row_symbol(&mut self, cells: &[Vec<Cell>], before: Span) {
        for row in &cells[1..] {
            let Some(Some(Node::Name(name))) = row.first().map(|cell| cell.node.clone()) else { continue };
            for (cell, head) in row.iter().zip(&cells[0]).skip(1) {
                let (Some(number), Some(head)) = (cell.number, &head.node) else { continue };
                let node = match head {
                    Node::Slope(slope) => {
                        Node::Slope(Box::new(SlopeName { of: slope.of.clone(), by: name.clone() }))
                    }
                    Node::Sum(_) => Node::Name(Name { updated: true, ..name.clone() }),
                    Node::Name(kind) if kind.updated => Node::Name(Name { updated: true, ..name.clone() }),
                    Node::Name(kind) => {
                        let mut kind = kind.clone();
                        kind.indices.push(Index { raised: false, atom: Atom::Letters(name.base.clone()) });
                        kind.indices.extend(name.indices.iter().cloned());
                        Node::Name(kind)
                    }
                    _ => continue,
                };
                self.put(node, number, before, 1);
            }
        }
    }

    /// Each row is a sample, each column a symbol.
    fn by_samples(&mut self, cells: &[Vec<Cell>], before: Span) {
        for (sample, row) in cells[1..].iter().enumerate() {
            for (cell, head) in row.iter().zip(&cells[0]) {
                if let (Some(number), Some(node @ (Node::Name(_) | Node::Slope(_)))) =
                    (cell.number, &head.node)
                    && head.span.of(self.text).contains(['$', '\\'])
                {
                    self.put(node.clone(), number, before, sample as u32 + 1);
                }
            }
        }
    }

    /// Rows and columns go by the units that weights, or their gradients, lead from and to.
    fn by_labels(&mut self, cells: &[Vec<Cell>], before: Span) {
        let heads: Vec<Option<u32>> = cells[0].iter().map(|cell| count_of(&self.text_of(cell))).collect();
        let words = before.of(self.text).to_lowercase();
        let gradients = ["gradient", "∂", "\\partial", "derivative", "ableitung", "dérivée", "derivada"]
            .iter()
            .any(|word| words.contains(word));
        let labels: Vec<String> = cells[0]
            .iter()
            .skip(1)
            .chain(cells[1..].iter().filter_map(|row| row.first()))
            .map(|cell| self.text_of(cell))
            .filter(|text| !text.is_empty() && !is_bias(text))
            .collect();
        let key = labels.join("|");
        let known = self.weights.iter().find(|(known, _)| *known == key).map(|(_, name)| name.clone());
        let name = match known {
            Some(name) => name,
            None if gradients => return,
            None => {
                let mut name = plain("w", before);
                name.indices
                    .push(Index { raised: false, atom: Atom::Letters(format!("table{}", self.count)) });
                self.weights.push((key, name.clone()));
                name
            }
        };
        for row in &cells[1..] {
            let Some(label) = row.first().map(|cell| self.text_of(cell)) else { continue };
            for (cell, &head) in row.iter().zip(&heads).skip(1) {
                let (Some(number), Some(to)) = (cell.number, head) else { continue };
                let symbol = if is_bias(&label) {
                    let mut bias = plain("b", row[0].span);
                    bias.indices = name.indices.clone();
                    bias.entry(&[to])
                } else if let Some(from) = count_of(&label) {
                    name.entry(&[from, to])
                } else {
                    continue;
                };
                let node = if gradients {
                    Node::Slope(Box::new(SlopeName { of: None, by: symbol }))
                } else {
                    Node::Name(symbol)
                };
                self.put(node, number, before, 1);
            }
        }
    }

    fn put(&mut self, node: Node, number: Printed, before: Span, sample: u32) {
        let left =
            RawSide { node: Some(node), span: Span { start: number.span.start, end: number.span.start } };
        let value = RawSide { node: Some(Node::Number(number)), span: number.span };
        let chain = Chain {
            before: Span { start: before.end, end: before.end },
            sides: vec![left, value],
            becomes: false,
            blank: None,
            headless: false,
            block: usize::MAX,
        };
        self.items.push((Item::Chain(chain), sample));
    }
}

fn plain(base: &str, span: Span) -> Name {
    Name { base: base.to_owned(), indices: Vec::new(), updated: false, span }
}

fn is_symbol(node: Option<&Node>) -> bool {
    matches!(node, Some(Node::Name(_) | Node::Slope(_) | Node::Sum(_)))
}

fn is_layer(text: &str) -> bool {
    ["layer", "schicht", "couche", "capa", "camada", "层"].contains(&text)
}

fn is_unit(text: &str) -> bool {
    ["unit", "neuron", "neurone", "neurona", "neurônio", "node", "单元", "神经元", "einheit"].contains(&text)
}

fn is_slope(text: &str) -> bool {
    ["slope", "f'", "a(1-a)", "a*(1-a)", "pente", "steigung", "pendiente", "derivative"].contains(&text)
}

fn is_bias(text: &str) -> bool {
    ["bias", "biais", "sesgo", "viés", "vies", "偏置"].contains(&text)
}

/// The number at the end of a label: 2 of `k=2`, `H2`, `neurone 2`, `e_2`.
fn count_of(label: &str) -> Option<u32> {
    let label = label.trim_end_matches(['$', '}', ' ', ')']);
    let digits = label.len() - label.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 2 || label[..label.len() - digits].ends_with(['.', ',']) {
        return None;
    }
    label[label.len() - digits..].parse().ok().filter(|&count| count > 0)
}

/// A symbol with its free index, a letter or a dot, replaced by a number.
fn counted(node: &Node, count: u32) -> Node {
    let name = |name: &Name| {
        let mut name = name.clone();
        for index in &mut name.indices {
            let free = match &index.atom {
                Atom::Any => true,
                Atom::Letters(letters) => letters.len() == 1 && "ijklmn".contains(letters.as_str()),
                _ => false,
            };
            if free {
                index.atom = Atom::Number(count);
            }
        }
        name
    };
    match node {
        Node::Name(symbol) => Node::Name(name(symbol)),
        Node::Slope(slope) => {
            Node::Slope(Box::new(SlopeName { of: slope.of.as_ref().map(name), by: name(&slope.by) }))
        }
        node => node.clone(),
    }
}

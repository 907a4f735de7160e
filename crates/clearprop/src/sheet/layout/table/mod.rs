//! Tables: each number of a cell becomes a chain "symbol = number", whose symbol comes from the
//! labels of its row and column.

mod cell;
mod cross;
mod declared;
mod edges;
mod grid;
mod label;
mod lettered;
mod matrix;
mod rows;
mod several;
mod symbol;
mod wiki;
mod working;

use crate::sheet::indices::samples;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::accents;
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::name::Habits;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::Span;

use cell::{Cell, LabelText};
use label::Word;
use lettered::{goes_by, in_place_of_letters, whole};
use symbol::{
    change_of, counted, is_general, is_indexed, is_lone_word, is_weight_of_one, named, of_symbol, of_word,
    plain,
};
use working::is_working;

/// What the tables of a text say.
pub(crate) struct Tables {
    /// Their chains, and the sample that each is about.
    pub(crate) items: Vec<(Item, u32)>,
    /// The parts of the text that they take up.
    pub(crate) taken: Vec<Span>,
    /// The words in front of rows that are samples: `Ann`, `Bob`.
    pub(crate) samples: Vec<String>,
}

/// Reads all tables.
pub(crate) fn tables(text: &str, from: usize, comma: bool, habits: &Habits) -> Tables {
    let mut reader = Reader {
        text,
        comma,
        habits,
        items: Vec::new(),
        weights: Vec::new(),
        slopes: Vec::new(),
        lettered: Vec::new(),
        ends: Vec::new(),
        samples: Vec::new(),
        count: 0,
    };
    let mut taken = Vec::new();
    for grid in grid::grids(text, from) {
        let cells: Vec<Vec<Cell>> =
            grid.rows.iter().map(|row| row.iter().map(|&span| reader.cell(span)).collect()).collect();
        let edges = cells.iter().flatten().filter_map(|cell| match &cell.node {
            Some(Node::Name(name)) if name.is_edge() => Some(name),
            _ => None,
        });
        reader.ends.extend(edges.filter_map(|edge| edge.indices.last()).map(|end| end.atom.clone()));
        // Cells that hold several equations each are lines of text, set in columns.
        if cells.iter().flatten().filter(|cell| cell.is_list).count() > 1 {
            continue;
        }
        let numbers = cells.iter().flatten().filter(|cell| cell.holds_a_number()).count();
        let before = reader.items.len();
        if numbers > 0 && cells.len() > 1 {
            reader.count += 1;
            reader.table(&cells, grid.before);
            grid.rows.iter().for_each(|row| reader.several(row, grid.before));
        }
        if reader.items.len() > before && grid.span.start < grid.span.end {
            taken.push(grid.span);
        }
    }
    Tables { items: reader.items, taken, samples: reader.samples }
}

struct Reader<'a> {
    text: &'a str,
    comma: bool,
    habits: &'a Habits,
    items: Vec<(Item, u32)>,
    /// The weights that tables gave: their labels and their symbol.
    weights: Vec<(String, Name)>,
    /// The labels of the tables that gave slopes of weights.
    slopes: Vec<String>,
    /// The symbols whose values stood in tables that count by letters.
    lettered: Vec<String>,
    /// The units that edges lead to.
    ends: Vec<Atom>,
    samples: Vec<String>,
    count: u32,
}

/// What a label says of the numbers that it stands for.
enum Label<'a> {
    /// A symbol, a slope, or another expression.
    Symbol(&'a Node),
    /// The number of a unit.
    Count(u32),
    Word(Word),
    Nothing,
}

impl Reader<'_> {
    fn said<'a>(&self, cell: &'a Cell) -> &'a LabelText {
        cell.said.get_or_init(|| {
            let written = cell.span.of(self.text);
            let text = label::without_direction(accents::lower(written.trim_matches(['$', ' ', '*'])));
            // `A` is the letter of a node, `a` an output.
            let is_node = written.trim_matches(['$', '*']).chars().all(char::is_uppercase);
            let word = if is_node { None } else { label::word(&text) };
            let count = label::count(&text);
            LabelText { text, word, count }
        })
    }

    fn text_of<'a>(&self, cell: &'a Cell) -> &'a str {
        &self.said(cell).text
    }

    fn label<'a>(&self, cell: &'a Cell) -> Label<'a> {
        let LabelText { text, word, count } = self.said(cell);
        // `k=2`, `neuron j=1`
        let counts = text.split_once('=').is_some_and(|(words, number)| {
            let letter = words.rsplit([' ', '$']).find(|word| !word.is_empty());
            let is_number = number.trim_matches(['$', ' ']).chars().all(|c| c.is_ascii_digit());
            is_number && letter.is_some_and(|letter| letter.chars().count() == 1)
        });
        match (&cell.node, *word, *count) {
            (_, _, Some(count)) if counts => Label::Count(count),
            (Some(node), _, _) if is_indexed(node) || is_general(node) => Label::Symbol(node),
            // `$c$ (output bias)`
            (Some(node @ Node::Name(_)), Some(_), _) if text.contains("$ (") && !is_lone_word(node) => {
                Label::Symbol(node)
            }
            (_, Some(word), _) => Label::Word(word),
            _ if label::is_phrase(text) => Label::Nothing,
            (Some(node), None, _) if !is_lone_word(node) => Label::Symbol(node),
            (_, None, Some(count)) => Label::Count(count),
            _ => Label::Nothing,
        }
    }

    /// The usual word that a label is.
    fn word(&self, cell: &Cell) -> Option<Word> {
        self.said(cell).word
    }

    fn table(&mut self, cells: &[Vec<Cell>], before: Span) {
        let header = &cells[0];
        let word_at = |word: Word| header.iter().position(|cell| self.word(cell) == Some(word));
        if let (Some(layer), Some(unit)) = (word_at(Word::Layer), word_at(Word::Unit)) {
            return self.by_layer_and_unit(cells, layer, unit, before);
        }
        if let Some(ends) = self.ends(cells) {
            return self.by_edges(cells, ends, before);
        }
        if self.is_by_ends(cells) {
            return self.by_ends(cells, before);
        }
        if let Some(lettered) = self.lettered(cells, before) {
            return self.by_letters(cells, &lettered, before);
        }
        if self.is_matrix(cells) {
            return self.by_matrix(cells, before);
        }
        // A first row of equations is no head.
        for cell in header.iter().filter(|cell| cell.has_own_left) {
            self.put(None, cell, before, 1);
        }
        let crossed = self.cross_rows(cells);
        self.cross(cells, &crossed, before);
        // Without labels of rows each row is a sample.
        let body = &cells[1..];
        let of_samples = samples::says_samples(self.text_of(&header[0]));
        let unlabelled = |row: &Vec<Cell>| {
            of_samples || !matches!(row.first().map(|cell| self.label(cell)), Some(Label::Symbol(_)))
        };
        let letter = self.letter_of_rows(&cells[0][0]);
        let is_counted = |node: &Node| is_general(node) || letter.is_some_and(|letter| goes_by(node, letter));
        let concrete = |cell: &Cell| matches!(self.label(cell), Label::Symbol(node) if !is_counted(node));
        let samples_of_columns = self.samples_of_columns(cells);
        let of_weights = |cell: &Cell| matches!(&cell.node, Some(Node::Name(name)) if is_weight_of_one(name));
        let counts_units = body.iter().all(|row| row.first().is_some_and(|cell| cell.number.is_some()));
        let of_units =
            self.word(&header[0]) == Some(Word::Unit) && (counts_units || header.iter().any(of_weights));
        let by_samples =
            !of_units && body.len() > 1 && body.iter().all(unlabelled) && header[1..].iter().any(concrete);
        if by_samples && self.samples.is_empty() {
            self.samples = self.names_of_rows(body, of_samples);
        }
        // A row without a number of its own in front of the others belongs to its place: 1, 2, …
        for (r, row) in body.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                if crossed.contains(&(r + 1)) && !cell.has_own_left {
                    continue;
                }
                if !cell.holds_a_number() || self.is_count_of_row(cells, r + 1, c) {
                    continue;
                }
                let of_column = samples_of_columns.get(c).copied().flatten();
                // The sum over the samples is no quantity.
                if of_column.is_none() && !samples_of_columns.is_empty() && !cell.has_own_left {
                    continue;
                }
                let sample = if by_samples { r as u32 + 1 } else { of_column.unwrap_or(1) };
                let left = match cells[0].get(c).map(|head| self.label(head)) {
                    Some(Label::Symbol(head)) if by_samples && !is_general(head) => Some(head.clone()),
                    _ if of_column.is_some() => row[0].node.clone(),
                    _ => self.left(cells, r + 1, c),
                };
                let working = self.working_of(cells, r + 1, c);
                self.put_worked(left, working, cell, before, sample);
            }
        }
    }

    fn has_symbol(&self, cells: &[Vec<Cell>], c: usize) -> bool {
        cells[0].get(c).is_some_and(|head| matches!(self.label(head), Label::Symbol(_)))
    }

    /// What the number of a cell is said to be.
    fn left(&self, cells: &[Vec<Cell>], r: usize, c: usize) -> Option<Node> {
        // `∂E/∂w | is` over `δ h | 0.02`: the head of a result is that of its working.
        let is_result = |head: &Cell| matches!(self.text_of(head), "is" | "=" | "ist" | "est" | "es" | "é");
        let head_at = match cells[0].get(c) {
            Some(head) if c > 1 && is_result(head) && is_working(cells, c - 1) => c - 1,
            _ => c,
        };
        let head = cells[0].get(head_at).map_or(Label::Nothing, |cell| self.label(cell));
        let row_cell = self.row_label(cells, r, c);
        let of_units = cells[0].first().is_some_and(|corner| self.word(corner) == Some(Word::Unit));
        let row = match row_cell {
            Some(cell) => match (cell.number, self.label(cell), &cell.node) {
                (Some(number), ..) => Label::Count(number.value.to_f64() as u32),
                // `out` in a row of its own is the unit.
                (_, Label::Word(Word::Output), Some(node)) if of_units => Label::Symbol(node),
                (_, label, _) => label,
            },
            None => Label::Nothing,
        };
        // `input 2` over ∂E/∂w_{·1} counts.
        let unit = cells[0].get(c).and_then(|head| label::counted_unit(self.text_of(head)));
        let head = match (unit, &row) {
            (Some((_, count)), Label::Symbol(node)) if is_general(node) => Label::Count(count),
            _ => head,
        };
        // `z` over units that are counted is the symbol that it is elsewhere.
        let head = match (head, cells[0].get(c).and_then(|head| head.node.as_ref())) {
            (Label::Word(Word::Net | Word::Output), Some(node @ Node::Name(name)))
                if matches!(row, Label::Count(_)) && name.base.chars().count() == 1 =>
            {
                Label::Symbol(node)
            }
            (head, _) => head,
        };
        if let Some(node) = cells[0].get(c).and_then(|head| head.node.as_ref())
            && let Label::Count(count) = row
            && let Some(letter) = self.letter_of_rows(&cells[0][0]).filter(|letter| goes_by(node, *letter))
        {
            return Some(in_place_of_letters(node, &[(letter, count)]));
        }
        if let (Some(index), Label::Symbol(Node::Name(head))) = (self.layer_from_the_end(cells, r), &head) {
            let mut name = (*head).clone();
            name.indices.push(index);
            return Some(Node::Name(name));
        }
        // Rows of weights below a p that stands for any of them: `p`, `p` new.
        let stands_for_row = |head: &Name| {
            let corner = cells[0].first().and_then(|corner| corner.node.as_ref());
            c > 0
                && head.indices.is_empty()
                && matches!(corner, Some(Node::Name(name)) if name.indices.is_empty() && name.base == head.base)
        };
        if let Label::Symbol(Node::Name(edge)) = row
            && let Some(of_end) = cells[0].get(c).and_then(|head| self.of_end(edge, head))
        {
            return Some(of_end);
        }
        if let Label::Symbol(Node::Name(unit)) = row
            && self.is_unit_of_bias(&cells[r], unit)
        {
            return Some(Node::Name(named("bias", unit)));
        }
        // `from 1` and `bias` before h₂: what leads to it.
        let source = cells[0].get(c).and_then(|head| label::counted_source(self.text_of(head)));
        match (row, head) {
            (Label::Symbol(Node::Name(row)), _) if let Some(from) = source => {
                let mut weight = named("w", row);
                weight.indices.push(Index { raised: false, atom: Atom::Number(from) });
                Some(Node::Name(weight))
            }
            // `from 1` and `bias` before the unit 3, where units are numbered through.
            (Label::Count(to), _) if let Some(from) = source => {
                let mut weight = plain("w", cells[r][c].span);
                weight.indices =
                    [from, to].map(|unit| Index { raised: false, atom: Atom::Number(unit) }).to_vec();
                Some(Node::Name(weight))
            }
            (Label::Count(to), Label::Word(Word::Bias)) if self.has_sources(cells) => {
                Some(counted(&Node::Name(plain("b", cells[r][c].span)), to))
            }
            (Label::Symbol(Node::Name(row)), Label::Word(Word::Bias)) if self.has_sources(cells) => {
                Some(Node::Name(named("b", row)))
            }
            // `∂E/∂w from R` below the unit U
            (Label::Symbol(Node::Slope(slope)), Label::Symbol(Node::Name(to)))
                if to.node_letter().is_some()
                    && let Some(Node::Name(from)) = row_cell.and_then(|cell| cell.slope_from.as_ref()) =>
            {
                let by = Name::edge(from, to);
                Some(Node::Slope(Box::new(SlopeName { of: slope.of.clone(), by })))
            }
            (Label::Symbol(Node::Name(row)), Label::Symbol(Node::Name(head))) if stands_for_row(head) => {
                Some(Node::Name(Name { updated: head.updated, ..row.clone() }))
            }
            (Label::Symbol(row), Label::Count(count)) => Some(counted(row, count)),
            // `weight of x₁` in the row of the unit 2.
            (Label::Count(unit), Label::Symbol(Node::Name(head))) if of_units && is_weight_of_one(head) => {
                let mut name = head.clone();
                name.indices.push(Index { raised: false, atom: Atom::Number(unit) });
                Some(Node::Name(name))
            }
            (Label::Count(unit), Label::Word(Word::Bias)) if of_units => {
                Some(counted(&Node::Name(plain("bias", cells[0][c].span)), unit))
            }
            // x₁ of row 2 is that of another sample.
            (Label::Count(_), Label::Symbol(head @ Node::Name(name)))
                if !is_general(head) && !name.coordinates().is_empty() =>
            {
                Some(head.clone())
            }
            (Label::Count(count), Label::Symbol(head)) => Some(counted(head, count)),
            (Label::Symbol(Node::Name(row)), Label::Word(Word::Change)) => Some(Node::Name(change_of(row))),
            (Label::Symbol(Node::Name(row)), Label::Word(word)) => Some(of_word(row, word)),
            (Label::Symbol(Node::Name(row)), Label::Symbol(head)) => Some(of_symbol(row, head)),
            // Below the gradients of weights with names of their own, that of the bias they share.
            (Label::Word(Word::Bias), Label::Word(word @ (Word::Gradient | Word::New)))
                if self.rows_of(cells, Word::Bias) == 1 =>
            {
                Some(of_word(&plain("bias", cells[r][c].span), word))
            }
            // `Bias` below the unit h₁
            (Label::Word(Word::Bias), Label::Symbol(Node::Name(unit))) if is_called_unit(unit) => {
                Some(Node::Name(named("bias", unit)))
            }
            (Label::Symbol(_), Label::Nothing) if self.is_aside(&cells[0], c) => None,
            (Label::Symbol(row), Label::Nothing | Label::Word(_)) => Some(row.clone()),
            (Label::Nothing | Label::Word(_), Label::Symbol(head)) => Some(head.clone()),
            // Which unit's ∂E/∂net it is, the heads U and V alone do not say.
            (Label::Symbol(_), Label::Symbol(_)) if self.symbols_over(cells, r) > 1 => None,
            (Label::Symbol(row), Label::Symbol(_)) => Some(row.clone()),
            // `target | 0.15`, `learning rate | 0.5`
            (Label::Word(Word::Target), Label::Nothing) | (Label::Nothing, Label::Word(Word::Target)) => {
                Some(Node::Name(plain("target", cells[r][c].span)))
            }
            (Label::Nothing, Label::Nothing) if row_cell.is_some_and(|cell| self.is_rate(cell)) => {
                Some(Node::Name(plain("η", cells[r][c].span)))
            }
            _ => None,
        }
    }

    /// Whether columns say which unit of the layer before the weights come from.
    fn has_sources(&self, cells: &[Vec<Cell>]) -> bool {
        cells[0].iter().any(|head| label::counted_source(self.text_of(head)).is_some())
    }

    /// How many rows have this word in front of them.
    fn rows_of(&self, cells: &[Vec<Cell>], word: Word) -> usize {
        let says = |row: &&Vec<Cell>| row.first().is_some_and(|cell| self.word(cell) == Some(word));
        cells.iter().filter(says).count()
    }

    /// The index of a row whose layer counts from the end, as it stands in w^{(L)} and w^{(L−1)}.
    fn layer_from_the_end(&self, cells: &[Vec<Cell>], r: usize) -> Option<Index> {
        let of_layers = cells[0].first().is_some_and(|corner| self.word(corner) == Some(Word::Layer));
        let text = self.text_of(cells[r].first()?).replace([' ', '(', ')'], "");
        let back = text.strip_prefix('l').filter(|_| of_layers)?;
        let atom = match back {
            "" => Atom::Letters("L".to_owned()),
            back => Atom::Number(back.strip_prefix(['-', '−'])?.parse().ok()?),
        };
        Some(Index { raised: true, atom })
    }

    /// Whether words that say no value of what stands before the row head a column beside one of
    /// gradients: `signal | gradient`.
    fn is_aside(&self, heads: &[Cell], c: usize) -> bool {
        let is_told = |cell: &Cell| self.word(cell) == Some(Word::Gradient);
        let says_value = |cell: &Cell| {
            let text = self.text_of(cell);
            text.is_empty() || label::says_before(text) || label::says_value(text)
        };
        heads.iter().any(is_told) && heads.get(c).is_some_and(|head| !says_value(head))
    }

    /// How many numbers of a row stand under symbols.
    fn symbols_over(&self, cells: &[Vec<Cell>], r: usize) -> usize {
        (0..cells[r].len()).filter(|&c| cells[r][c].holds_a_number() && self.has_symbol(cells, c)).count()
    }

    fn is_rate(&self, cell: &Cell) -> bool {
        role::by_words(&format!("{} ", self.text_of(cell))) == Some(Role::Rate)
    }

    /// Behind the symbols of weights, the columns that say where each starts and ends: `from` and the next.
    fn columns_of_ends(&self, cells: &[Vec<Cell>]) -> std::ops::Range<usize> {
        let from = cells[0].iter().position(|head| label::says_from(self.text_of(head)));
        from.filter(|&from| from > 0).map_or(0..0, |from| from..from + 2)
    }

    /// The label of the row that a cell stands in: the nearest one before it.
    fn row_label<'a>(&self, cells: &'a [Vec<Cell>], r: usize, c: usize) -> Option<&'a Cell> {
        let row = &cells[r];
        let ends = self.columns_of_ends(cells);
        let label = |(at, cell): &(usize, &Cell)| {
            let says = || !matches!(self.label(cell), Label::Nothing) || self.is_rate(cell);
            !cell.holds_a_number() && !ends.contains(at) && says() && !is_working(cells, *at)
        };
        let labels = || row[..c].iter().enumerate().rev().filter(label).map(|(_, cell)| cell);
        // `w_{1p} | from x₁ to p | 0.8`: words about a symbol explain the one in front of them.
        let of_cells = label::names_cells(self.text_of(&cells[0][0]));
        let is_edge = |cell: &Cell| matches!(&cell.node, Some(Node::Name(name)) if name.is_edge());
        let explains = |cell: &&Cell| !of_cells && (!self.is_symbol_alone(cell) || is_edge(cell));
        let explained = labels().next().filter(explains).and_then(|_| row.first());
        let symbol = explained.filter(|cell| self.is_symbol_alone(cell)).or_else(|| labels().next());
        symbol.or_else(|| {
            let counts = self.is_count_of_row(cells, r, 0);
            row.first().filter(|cell| c > 0 && (counts || cell.number.is_none()))
        })
    }

    /// Whether a cell holds a symbol and no word beside it.
    fn is_symbol_alone(&self, cell: &Cell) -> bool {
        let written = cell.span.of(self.text).trim_matches(['$', '*', '`', ' ']);
        matches!(&cell.node, Some(node @ Node::Name(name)) if !is_lone_word(node) && name.span.of(self.text) == written)
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
                let (true, Some(head), true) =
                    (cell.holds_a_number(), cells[0].get(at), at != layer && at != unit)
                else {
                    continue;
                };
                let word = label::word(self.text_of(head));
                let a = || place(plain("a", head.span));
                let z = || place(plain("z", head.span));
                let node = if word == Some(Word::Slope) || matches!(head.node, Some(Node::Product(_))) {
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
                self.put(Some(node), cell, before, 1);
            }
        }
    }

    /// One chain: the left side that the labels give, then what the cell holds.
    fn put(&mut self, left: Option<Node>, cell: &Cell, before: Span, sample: u32) {
        self.put_worked(left, Vec::new(), cell, before, sample);
    }

    /// The formula of a head `b_h = f(α_h − γ_h)` in a row that counts by its letter.
    fn formula_of_head(&self, cells: &[Vec<Cell>], r: usize, c: usize) -> Option<RawSide> {
        let formula = cells[0].get(c)?.formula.as_ref()?;
        let letter = self.letter_of_rows(&cells[0][0])?;
        let count = whole(&cells[r][0])?;
        let node = in_place_of_letters(formula.node.as_ref()?, &[(letter, count)]);
        Some(RawSide { node: Some(node), span: formula.span })
    }

    /// The same with the working that stands in the cell in front, or over the column.
    fn put_worked(
        &mut self,
        left: Option<Node>,
        working: Vec<RawSide>,
        cell: &Cell,
        before: Span,
        sample: u32,
    ) {
        let mut sides = Vec::new();
        let start = Span { start: cell.span.start, end: cell.span.start };
        if !cell.has_own_left
            && let Some(node) = left
        {
            sides.push(RawSide { node: Some(node), span: start });
        }
        if !sides.is_empty() {
            sides.extend(working);
        }
        match (&cell.chain, cell.number) {
            (Some(chain), _) => sides.extend(chain.iter().cloned()),
            (None, Some(number)) => {
                sides.push(RawSide { node: Some(Node::Number(number)), span: number.span });
            }
            (None, None) => return,
        }
        let headless = sides.len() < 2;
        let before = Span { start: before.end, end: before.end };
        let chain = Chain { headless, ..Chain::apart(before, sides) };
        self.items.push((Item::Chain(chain), sample));
    }
}

/// Whether a symbol has the letter of units, and its number: h₁, o₂.
fn is_called_unit(name: &Name) -> bool {
    !name.updated
        && matches!(name.indices[..], [Index { raised: false, atom: Atom::Number(_) }])
        && role::by_name(&name.base, 1, Role::A) >= 1.0
}

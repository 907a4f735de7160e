//! Typst markup that compiles as it is, to PDF for instance.

use super::boxes::number_text;
use super::{Block, Document, Equation, Inline, Math, Operator};
use crate::notation::{Mark, Symbol};

/// An equation stands in one line where that fits the page, else with a line for each side; what
/// is still too wide is scaled down.
const PREAMBLE: &str = r#"#set page(paper: "a4", margin: (x: 20mm, y: 22mm), numbering: "1")
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "en")
#set smartquote(enabled: false)
#set par(leading: 0.6em, spacing: 0.9em)
#show heading: set block(above: 1.4em, below: 0.8em, sticky: true)
#show math.equation: set text(font: "New Computer Modern Math")
#show math.equation.where(block: true): set align(start)
#let line(name, ..sides) = block(breakable: false, layout(page => {
  let sides = sides.pos().map(side => side.body)
  let fits(equation) = measure(equation).width <= page.width
  let beside = math.equation(block: true, name.body + sides.join())
  if fits(beside) { return beside }
  let below = math.equation(block: true, name.body + sides.map(side => $&$.body + side).join(linebreak()))
  if fits(below) { return below }
  scale(page.width / measure(below).width * 100%, reflow: true, origin: left, below)
}))
#let before(words) = block(sticky: true, spacing: 0.9em, words)
#let values(..cells) = par(cells.pos().map(box).join(h(1.6em, weak: true)))
"#;

/// Writes a document.
pub(super) fn write(document: &Document) -> String {
    let mut out = String::from(PREAMBLE);
    put!(out, "#set document(title: {})\n\n", quoted(&document.title));
    put!(out, "= {}\n", escape(&document.title));
    for (at, block) in document.blocks.iter().enumerate() {
        out.push('\n');
        match block {
            Block::Heading(level, content) => {
                put!(out, "{} {}\n", "=".repeat(usize::from(*level)), sentence(content));
            }
            Block::Paragraph(content) => {
                // A sentence stays on the page of the lines that it speaks of.
                let announces = matches!(document.blocks.get(at + 1), Some(Block::Equations(_)));
                let sentence = sentence(content);
                out.push_str(&if announces {
                    format!("#before[{sentence}]\n")
                } else {
                    format!("{sentence}\n")
                });
            }
            Block::Equations(equations) => {
                for equation in equations {
                    put!(out, "#line({})\n", parts(equation).join(", "));
                }
            }
            Block::Values(rows) => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(beside).collect();
                    put!(out, "#values({})\n", cells.join(", "));
                }
            }
            Block::Table { head, rows } => {
                put!(out, "#table(columns: {}, stroke: 0.4pt + gray,\n", head.len());
                let cells: Vec<String> = head.iter().map(|cell| format!("[{}]", escape(cell))).collect();
                put!(out, "  table.header({}),\n", cells.join(", "));
                for row in rows {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| format!("[{}]", sentence(std::slice::from_ref(cell))))
                        .collect();
                    put!(out, "  {},\n", cells.join(", "));
                }
                out.push_str(")\n");
            }
        }
    }
    out
}

fn sentence(content: &[Inline]) -> String {
    let piece = |inline: &Inline| match inline {
        Inline::Text(words) => escape(words),
        Inline::Strong(words) => format!("#strong[{}]", escape(words)),
        Inline::Math(math) => format!("${}$", typst(math)),
        Inline::Number(_, digits) => number_text(digits),
    };
    content.iter().map(piece).collect()
}

/// Words in which no character is a command.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '*' | '_' | '`' | '$' | '#' | '<' | '>' | '@' | '[' | ']' | '=' | '+' | '-' | '/' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A string of Typst's code mode.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `left = side = …` in one formula.
fn beside(equation: &Equation) -> String {
    parts(equation).join(" ").replace("$ $", " ")
}

/// `left`, `= side`, …, each a formula of its own.
fn parts(equation: &Equation) -> Vec<String> {
    let side = |(at, side): (usize, &Math)| {
        let is_result = at + 1 == equation.sides.len();
        let sign = if is_result && !equation.exact { '≈' } else { '=' };
        format!("${sign} {}$", typst(side))
    };
    let mut parts = vec![format!("${}$", typst(&equation.left))];
    parts.extend(equation.sides.iter().enumerate().map(side));
    parts
}

/// The Typst of a formula. Whatever takes parts is written as a call with its parts in
/// parentheses: `a/b` and `x_i` bind in ways that a longer part would escape.
fn typst(math: &Math) -> String {
    match math {
        Math::Named(named) => typst(&named.label),
        Math::Symbol(symbol) => symbol_text(symbol),
        Math::Number(text) => match text.split_once('e') {
            Some((mantissa, exponent)) => format!("{mantissa} ⋅ 10^({exponent})"),
            None => text.clone(),
        },
        Math::Operator(operator) => match operator {
            Operator::Plus => " + ",
            Operator::Minus => " − ",
            Operator::Negative => "−",
            Operator::Times => " ⋅ ",
            Operator::Juxtaposed => " thin ",
            Operator::Hadamard => " ⊙ ",
            Operator::Partial => "∂ ",
        }
        .to_owned(),
        Math::Row(parts) => parts.iter().map(typst).collect(),
        Math::Fraction(x, y) => format!("frac({}, {})", typst(x), typst(y)),
        Math::Power(x, y) => format!("attach({}, t: {})", typst(x), typst(y)),
        Math::Exp(x) => format!("e^({})", typst(x)),
        Math::Call(name, x) => {
            let name = match *name {
                "ln" | "exp" | "tanh" => (*name).to_owned(),
                name => format!("op({})", quoted(name)),
            };
            match **x {
                Math::Named(..) | Math::Symbol(_) | Math::Number(_) => format!("{name} {}", typst(x)),
                _ => format!("{name} ({})", typst(x)),
            }
        }
        Math::Root(x) => format!("sqrt({})", typst(x)),
        Math::Bracket(x) => format!("({})", typst(x)),
        Math::Piecewise(parts) => {
            let [then, otherwise, condition] = parts.each_ref().map(typst);
            format!("cases({then} & \"if \" {condition} > 0, {otherwise} & \"otherwise\")")
        }
        Math::Matrix(rows) => {
            let row = |row: &Vec<Math>| row.iter().map(typst).collect::<Vec<_>>().join(", ");
            format!("mat(delim: \"[\", {})", rows.iter().map(row).collect::<Vec<_>>().join("; "))
        }
        Math::Transpose(x) => format!("attach({}, t: ⊤)", typst(x)),
        Math::Pi => "pi".to_owned(),
        Math::Ellipsis => "⋯".to_owned(),
        Math::Blank => "\"____\"".to_owned(),
    }
}

fn symbol_text(symbol: &Symbol) -> String {
    let mut base = match symbol.base.strip_prefix('\\') {
        Some(command) => command_text(command),
        None if symbol.base.chars().count() == 1 && symbol.base.chars().all(char::is_alphanumeric) => {
            symbol.base.clone()
        }
        None => format!("italic({})", quoted(&symbol.base)),
    };
    if symbol.bold {
        base = format!("upright(bold({base}))");
    }
    let mark = match symbol.mark {
        None => "",
        Some(Mark::Prime) => "prime",
        Some(Mark::Plus) => "+",
    };
    let above = [script(&symbol.superscript), mark.to_owned()].join(" ");
    match (script(&symbol.subscript).as_str(), above.trim()) {
        ("", "") => base,
        (below, "") => format!("{base}_({below})"),
        ("", above) => format!("{base}^({above})"),
        (below, above) => format!("{base}_({below})^({above})"),
    }
}

/// What LaTeX's command is called here.
fn command_text(command: &str) -> String {
    match command {
        "varepsilon" => "epsilon".to_owned(),
        "epsilon" => "epsilon.alt".to_owned(),
        "ell" => "ell".to_owned(),
        "alpha" | "beta" | "gamma" | "delta" | "zeta" | "eta" | "theta" | "iota" | "kappa" | "lambda"
        | "mu" | "nu" | "xi" | "pi" | "rho" | "sigma" | "tau" | "phi" | "chi" | "psi" | "omega" | "Gamma"
        | "Delta" | "Theta" | "Lambda" | "Xi" | "Pi" | "Sigma" | "Phi" | "Psi" | "Omega" => {
            command.to_owned()
        }
        command => match command.strip_prefix("mathcal{").and_then(|rest| rest.strip_suffix('}')) {
            Some(letters) => format!("cal({})", quoted(letters)),
            None => format!("italic({})", quoted(command)),
        },
    }
}

/// Digits as they are, words in italics, all else as text.
fn script(text: &str) -> String {
    if text.is_empty() || text.bytes().all(|c| c.is_ascii_digit()) {
        text.to_owned()
    } else if text.chars().any(char::is_alphabetic) {
        format!("italic({})", quoted(text))
    } else {
        quoted(text)
    }
}

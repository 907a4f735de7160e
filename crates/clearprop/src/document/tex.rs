//! Formulas in LaTeX, for every format that sets it.

use super::{Equation, Math, Operator};

/// The LaTeX of a formula.
pub(super) fn tex(math: &Math) -> String {
    let mut out = String::new();
    push(&mut out, math);
    out
}

/// `left = side = … = result` on one line.
pub(super) fn equation(equation: &Equation) -> String {
    let mut out = tex(&equation.left);
    for (at, side) in equation.sides.iter().enumerate() {
        out.push(' ');
        out.push_str(sign(equation, at));
        push(&mut out, side);
    }
    out
}

/// The same for an aligned environment: `&` before the first sign of each line, and as many
/// lines as its width asks for; a side wider than a line goes on below, from a plus or minus on.
pub(super) fn aligned(equation: &Equation) -> String {
    let mut out = tex(&equation.left);
    let left = width(&equation.left);
    let mut used = left;
    for (at, side) in equation.sides.iter().enumerate() {
        for (number, piece) in pieces(side, LINE - left).iter().enumerate() {
            let needed = 3.0 + width(piece);
            let new_line = number > 0 || at > 0 && used + needed > LINE;
            if new_line {
                out.push_str(" \\\\\n  ");
                used = left;
            }
            out.push_str(match (new_line || at == 0, number) {
                (true, 0) => " &",
                (true, _) => " &\\quad ",
                (false, _) => " ",
            });
            if number == 0 {
                out.push_str(sign(equation, at));
            }
            push(&mut out, piece);
            used += needed;
        }
    }
    out
}

/// The sign before a side: only the result can be rounded.
fn sign(equation: &Equation, at: usize) -> &'static str {
    if at + 1 == equation.sides.len() && !equation.exact { "\\approx " } else { "= " }
}

/// What fits on a line of a printed page, in widths of a figure.
const LINE: f32 = 84.0;

/// A side cut before pluses and minuses so that each piece fits.
fn pieces(side: &Math, room: f32) -> Vec<Math> {
    let Math::Row(parts) = side else { return vec![side.clone()] };
    let begins_term = |part: &Math| matches!(part, Math::Operator(Operator::Plus | Operator::Minus));
    let mut pieces: Vec<Vec<Math>> = vec![Vec::new()];
    let mut used = 0.0;
    for term in parts.chunk_by(|_, next| !begins_term(next)) {
        let needed: f32 = term.iter().map(width).sum();
        if used > 0.0 && used + needed > room {
            pieces.push(Vec::new());
            used = 0.0;
        }
        used += needed;
        pieces.last_mut().expect("there is one").extend_from_slice(term);
    }
    pieces.into_iter().map(Math::Row).collect()
}

/// About how wide a formula is set, in widths of a figure.
fn width(math: &Math) -> f32 {
    let script = |text: &str| 0.7 * text.chars().count() as f32;
    match math {
        Math::Named(named) => width(&named.label),
        Math::Symbol(symbol) => {
            let base = if symbol.base.starts_with('\\') { 1.2 } else { symbol.base.chars().count() as f32 };
            base + script(&symbol.subscript).max(script(&symbol.superscript))
        }
        Math::Number(text) => text.len() as f32,
        Math::Operator(operator) => match operator {
            Operator::Plus | Operator::Minus | Operator::Hadamard => 3.0,
            Operator::Times => 1.8,
            Operator::Negative => 1.5,
            Operator::Juxtaposed => 0.4,
            Operator::Partial => 1.2,
        },
        Math::Row(parts) => parts.iter().map(width).sum(),
        Math::Fraction(x, y) => width(x).max(width(y)) + 0.6,
        Math::Power(x, y) => width(x) + 0.7 * width(y),
        Math::Exp(x) => 1.0 + 0.7 * width(x),
        Math::Call(name, x) => name.len() as f32 + 2.0 + width(x),
        Math::Root(x) | Math::Bracket(x) | Math::Transpose(x) => 1.8 + width(x),
        Math::Piecewise(parts) => width(&parts[0]).max(width(&parts[1])) + width(&parts[2]) + 9.0,
        Math::Matrix(rows) => {
            let row = |row: &Vec<Math>| row.iter().map(|entry| width(entry) + 2.0).sum::<f32>();
            rows.iter().map(row).fold(0.0, f32::max) + 1.0
        }
        Math::Pi | Math::Ellipsis => 1.5,
        Math::Blank => 4.0,
    }
}

fn push(out: &mut String, math: &Math) {
    match math {
        Math::Named(named) => push(out, &named.label),
        Math::Symbol(symbol) => out.push_str(&symbol.to_string()),
        Math::Number(text) => match text.split_once('e') {
            Some((mantissa, exponent)) => {
                put!(out, "{mantissa} \\cdot 10^{{{exponent}}}");
            }
            None => out.push_str(text),
        },
        Math::Operator(operator) => out.push_str(match operator {
            Operator::Plus => " + ",
            Operator::Minus => " - ",
            Operator::Negative => "-",
            Operator::Times => " \\cdot ",
            Operator::Juxtaposed => " \\, ",
            Operator::Hadamard => " \\odot ",
            Operator::Partial => "\\partial ",
        }),
        Math::Row(parts) => parts.iter().for_each(|part| push(out, part)),
        Math::Fraction(x, y) => around(out, "\\frac{", x, "}{", y, "}"),
        Math::Power(x, y) => {
            // A base with a superscript of its own needs braces, or LaTeX refuses the second.
            let base = tex(x);
            out.push_str(&if base.contains('^') { format!("{{{base}}}") } else { base });
            out.push_str("^{");
            push(out, y);
            out.push('}');
        }
        Math::Exp(x) => wrap(out, "e^{", x, "}"),
        Math::Call(name, x) => {
            out.push_str(&match *name {
                "ln" | "tanh" | "exp" => format!("\\{name}"),
                name => format!("\\operatorname{{{name}}}"),
            });
            match **x {
                Math::Named(..) | Math::Symbol(_) | Math::Number(_) => wrap(out, " ", x, ""),
                _ => wrap(out, "\\left(", x, "\\right)"),
            }
        }
        Math::Root(x) => wrap(out, "\\sqrt{", x, "}"),
        Math::Bracket(x) => wrap(out, "\\left(", x, "\\right)"),
        Math::Piecewise(parts) => {
            let [then, otherwise, condition] = &**parts;
            around(out, "\\begin{cases} ", then, " & \\text{if } ", condition, " > 0 \\\\ ");
            wrap(out, "", otherwise, " & \\text{otherwise} \\end{cases}");
        }
        Math::Matrix(rows) => {
            out.push_str("\\begin{bmatrix} ");
            for (at, row) in rows.iter().enumerate() {
                out.push_str(if at > 0 { " \\\\ " } else { "" });
                for (at, entry) in row.iter().enumerate() {
                    out.push_str(if at > 0 { " & " } else { "" });
                    push(out, entry);
                }
            }
            out.push_str(" \\end{bmatrix}");
        }
        Math::Transpose(x) => wrap(out, "{", x, "}^{\\top}"),
        Math::Pi => out.push_str("\\pi"),
        Math::Ellipsis => out.push_str("\\cdots"),
        Math::Blank => out.push_str("\\_\\_\\_\\_"),
    }
}

fn wrap(out: &mut String, before: &str, x: &Math, after: &str) {
    out.push_str(before);
    push(out, x);
    out.push_str(after);
}

fn around(out: &mut String, before: &str, x: &Math, between: &str, y: &Math, after: &str) {
    wrap(out, before, x, between);
    push(out, y);
    out.push_str(after);
}

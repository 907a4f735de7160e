//! The drawing as TikZ, for LaTeX.

use super::{Align, Drawing, Role, Shape, Sign, Tone};
use crate::document::latex::sentence;
use crate::document::tex::tex;
use crate::document::{Inline, Math};

/// What the preamble needs.
pub(in crate::document) const PREAMBLE: &str = r"\usepackage{tikz}
\definecolor{positive}{HTML}{0072B2}
\definecolor{negative}{HTML}{C8500A}
\definecolor{faint}{HTML}{555B65}
\definecolor{inputfill}{HTML}{F1F3F6}
\definecolor{outputfill}{HTML}{FFF6E5}
";

/// The widest and highest that fit between the margins, in points, and the scale of a small drawing.
const WIDEST: f64 = 468.0;
const HIGHEST: f64 = 610.0;
const SCALE: f64 = 0.72;

/// A `tikzpicture` for each row of layers, so that a page may end between two; none is larger than the page.
pub(in crate::document) fn write(drawing: &Drawing) -> String {
    let ends = drawing.rows.iter().skip(1).copied().chain([drawing.height]);
    let highest = drawing.rows.iter().zip(ends).map(|(top, end)| end - top).fold(0.0, f64::max);
    let scale = SCALE.min(WIDEST / drawing.width).min(HIGHEST / highest);
    let mut out = String::new();
    for row in 0..drawing.rows.len() {
        put!(
            out,
            "\\begin{{center}}\n\\begin{{tikzpicture}}[x={scale:.3}pt,y=-{scale:.3}pt,line cap=round]\n"
        );
        let here = |shape: &&Shape| drawing.rows.partition_point(|&top| top <= height_of(shape)) == row + 1;
        drawing.shapes.iter().filter(here).for_each(|shape| push(&mut out, shape, scale));
        out.push_str("\\end{tikzpicture}\n\\end{center}\n");
    }
    out
}

/// A slope stands on one line, as ∂E/∂z: a fraction would be too small to read.
fn piece(inline: &Inline) -> String {
    if let Inline::Math(Math::Named(named)) = inline
        && let Math::Fraction(x, y) = &named.label
    {
        return format!("${}/{}$", tex(x), tex(y));
    }
    // In a drawing there is no room around the dot of a power of ten.
    sentence(std::slice::from_ref(inline)).replace(" \\cdot 10", "{\\cdot}10")
}

fn height_of(shape: &Shape) -> f64 {
    match shape {
        Shape::Edge { from, .. } => from.1,
        Shape::Neuron { at, .. } | Shape::Label { at, .. } => at.1,
    }
}

fn push(out: &mut String, shape: &Shape, scale: f64) {
    match shape {
        Shape::Edge { from, to, width, sign } => {
            let look = match sign {
                Sign::Positive => "positive",
                Sign::Negative => "negative,dash pattern=on 4pt off 2.5pt",
                Sign::Zero => "gray,dotted",
            };
            put!(
                out,
                "\\draw[{look},line width={:.2}pt] ({:.1},{:.1}) -- ({:.1},{:.1});\n",
                width * scale,
                from.0,
                from.1,
                to.0,
                to.1
            );
        }
        Shape::Neuron { at, radius, role } => {
            let look = match role {
                Role::Input => "fill=inputfill",
                Role::Hidden => "fill=white",
                Role::Output => "fill=outputfill",
                Role::Bias => "fill=white,dash pattern=on 2pt off 1.5pt",
            };
            put!(
                out,
                "\\draw[draw=faint,line width=0.8pt,{look}] ({:.1},{:.1}) circle[radius={:.1}pt];\n",
                at.0,
                at.1,
                radius * scale
            );
        }
        Shape::Label { at, align, size, tone, on_lines, content } => {
            let anchor = match align {
                Align::Start => "west",
                Align::Middle => "center",
                Align::End => "east",
            };
            let colour = match tone {
                Tone::Plain | Tone::Of(Sign::Zero) => "black",
                Tone::Faint => "faint",
                Tone::Of(Sign::Positive) => "positive!80!black",
                Tone::Of(Sign::Negative) => "negative!80!black",
            };
            let ground = if *on_lines { ",fill=white,fill opacity=0.85,text opacity=1" } else { "" };
            put!(
                out,
                "\\node[anchor={anchor},inner sep=0.8pt,text={colour}{ground},\
                 font=\\fontsize{{10}}{{12}}\\selectfont,scale={:.2}] at ({:.1},{:.1}) {{{}}};\n",
                // Letters that are cut for small sizes would be wider than the place that is left for them.
                size * scale / 10.0,
                at.0,
                at.1,
                content.iter().map(piece).collect::<String>()
            );
        }
    }
}

//! One self-contained page: MathML, styles, font and drawing inside, readable without script.

mod blocks;
pub(super) mod mathml;
mod names;

use serde::Serialize;

use super::compose::set_out;
use super::drawing::{Drawn, picture, svg};
use super::{Block, Document, Layout, Speller};
use crate::backprop::{Derivation, Options, Style, derive};
use blocks::Body;
use names::{Known, Names};

const CSS: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// As it stands in the page.
const FONT: &str = include_str!("math.woff2.base64");

/// Other styles come along where they have at most so many parameters (chain) …
const MOST_PARAMETERS_BESIDE: usize = 60;
/// … or so many lines (delta); beyond that the page would be slow, and nobody would read them.
const MOST_LINES_BESIDE: usize = 1_500;

/// One way to set out the solution, of those that the page can switch between.
struct Variant<'a> {
    name: &'static str,
    derivation: &'a Derivation,
    layout: Layout,
}

/// What the script knows beside what stands in the page.
#[derive(Serialize)]
struct Data {
    /// The decimals that the page is written with; `None` where they are part of the working.
    digits: Option<u32>,
    cut: bool,
    quantities: Vec<Known>,
}

/// Writes the page.
pub(super) fn write(derivation: &Derivation, layout: &Layout) -> String {
    let other = other_style(derivation);
    let variants = variants(derivation, other.as_ref(), layout);
    let speller = Speller::new(derivation, layout);
    let spellers: Vec<Speller> =
        variants.iter().map(|variant| speller.beside(variant.derivation, &variant.layout)).collect();
    let mut names = Names::for_steps(derivation.steps.len());
    let Document { title, blocks } = set_out(&spellers[0]);
    let opening = blocks.iter().position(|block| matches!(block, Block::Heading(..))).unwrap_or(blocks.len());
    // What stays unused of it is never touched, and so costs nothing.
    let mut page = String::with_capacity(1 << 21);
    head(&mut page, &title);

    let mut body = Body::of(page, &mut names);
    body.contents(&blocks);
    body.out.push_str("<main>\n");
    body.blocks(&blocks[..opening]);
    page = body.out;
    for drawn in [Drawn::Values, Drawn::Gradients] {
        let drawing = picture(&speller, drawn);
        page.push_str("<figure>\n");
        svg::inline(&mut page, &drawing, &mut |quantity| names.number(quantity));
        put!(page, "<figcaption>{}</figcaption>\n</figure>\n", mathml::escape(&drawing.title));
    }

    put!(page, "<div id=solution data-style={}>\n", variants[0].name);
    let mut body = Body::of(page, &mut names);
    body.blocks(&blocks[opening..]);
    page = body.out;
    drop(blocks);
    page.push_str("</div>\n</main>\n");
    for (variant, speller) in variants.iter().zip(&spellers).skip(1) {
        put!(page, "<template data-style={}>\n", variant.name);
        let mut body = Body::of(page, &mut names);
        let blocks = set_out(speller).blocks;
        let from = blocks.iter().position(|block| matches!(block, Block::Heading(..))).unwrap_or(0);
        body.blocks(&blocks[from..]);
        page = body.out;
        page.push_str("</template>\n");
    }

    let by_hand = derivation.options.by_hand.is_some();
    let data = Data {
        digits: (!by_hand).then_some(layout.rounding.digits),
        cut: layout.rounding.cut,
        quantities: names.known(&spellers),
    };
    let data = serde_json::to_string(&data).expect("plain data");
    put!(
        page,
        "<script type=\"application/json\" id=data>{}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        data.replace('<', "\\u003c")
    );
    page
}

fn head(page: &mut String, title: &str) {
    let title = mathml::escape(title);
    put!(
        page,
        "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta name=color-scheme content=\"light dark\">\n<title>{title}</title>\n<style>\n\
         @font-face {{ font-family: \"Clearprop Math\"; src: url(data:font/woff2;base64,{FONT}) format(\"woff2\"); }}\n\
         {CSS}{}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<div id=tools hidden></div>\n</header>\n",
        svg::STYLE
    );
}

/// The derivation in the other style, where it is short enough to come along.
fn other_style(derivation: &Derivation) -> Option<Derivation> {
    let style = match derivation.options.style {
        Style::Chain => Style::Delta,
        Style::Delta => Style::Chain,
    };
    // Worked by hand, each style rounds on a way of its own, and its figures are its own.
    if derivation.options.by_hand.is_some() {
        return None;
    }
    if style == Style::Chain && derivation.network.parameters() > MOST_PARAMETERS_BESIDE {
        return None;
    }
    // The network has been updated already.
    let options = Options { style, after: 0, ..derivation.options.clone() };
    let mut other = derive(&derivation.network, &options).ok()?;
    other.options.after = derivation.options.after;
    (other.steps.len() <= MOST_LINES_BESIDE).then_some(other)
}

/// The style asked for, then the others.
fn variants<'a>(
    derivation: &'a Derivation,
    other: Option<&'a Derivation>,
    layout: &Layout,
) -> Vec<Variant<'a>> {
    let asked = match (derivation.options.style, layout.matrices && derivation.options.only.is_empty()) {
        (Style::Chain, false) => "chain",
        (_, true) => "matrix",
        (Style::Delta, false) => "delta",
    };
    let layout = |matrices| Layout { matrices, ..layout.clone() };
    let of = |style| [Some(derivation), other].into_iter().flatten().find(|d| d.options.style == style);
    let mut variants = Vec::new();
    if let Some(derivation) = of(Style::Chain) {
        variants.push(Variant { name: "chain", derivation, layout: layout(false) });
    }
    if let Some(derivation) = of(Style::Delta) {
        if asked == "delta" || derivation.steps.len() <= MOST_LINES_BESIDE {
            variants.push(Variant { name: "delta", derivation, layout: layout(false) });
        }
        if derivation.options.only.is_empty() {
            variants.push(Variant { name: "matrix", derivation, layout: layout(true) });
        }
    }
    variants.sort_by_key(|variant| variant.name != asked);
    variants
}

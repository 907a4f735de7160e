//! What HTML within a text says: entities and the tags that move or part it.

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tag {
    Lowered,
    Raised,
    /// The end of either.
    Back,
    Cell,
    Line,
    Paragraph,
    /// Bold, a link and the like, which say nothing.
    Style,
}

/// The tag that the text starts with, and its length in bytes.
pub(crate) fn tag(text: &str) -> Option<(Tag, usize)> {
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = inner[..length].to_ascii_lowercase();
    let end = text.bytes().take(200).position(|byte| byte == b'>' || byte == b'\n')?;
    if text.as_bytes()[end] != b'>' {
        return None;
    }
    let tag = match (name.as_str(), closing) {
        ("sub", false) => Tag::Lowered,
        ("sup", false) => Tag::Raised,
        ("sub" | "sup", true) => Tag::Back,
        ("td" | "th", _) => Tag::Cell,
        ("br" | "li" | "tr", _) => Tag::Line,
        ("p" | "div" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "html" | "body", _) => {
            Tag::Paragraph
        }
        ("i" | "b" | "em" | "strong" | "span" | "a" | "code" | "tt" | "var" | "u" | "font" | "center", _) => {
            Tag::Style
        }
        ("thead" | "tbody" | "caption" | "pre" | "small" | "big", _) => Tag::Style,
        // A drawing: its places are no numbers of the sheet, what is written in it is.
        ("text" | "tspan", _) => Tag::Line,
        ("svg" | "g" | "circle" | "line" | "rect" | "path" | "ellipse" | "polygon" | "polyline", _) => {
            Tag::Line
        }
        _ => return None,
    };
    Some((tag, end + 1))
}

/// The entity that the text starts with: what it stands for, and its length in bytes.
pub(crate) fn entity(text: &str) -> Option<(&'static str, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(10).position(|byte| byte == b';')?;
    let stands_for = match &inner[..end] {
        "nbsp" | "ensp" | "emsp" | "thinsp" => "\u{a0}",
        "middot" | "times" | "sdot" => "·",
        "minus" | "ndash" => "−",
        "part" => "∂",
        "asymp" | "approx" | "cong" => "≈",
        "rarr" | "rArr" => "→",
        "larr" => "←",
        "sum" | "Sigma" => "Σ",
        "frac12" => "½",
        "radic" => "√",
        "alpha" => "α",
        "beta" => "β",
        "delta" => "δ",
        "epsilon" => "ε",
        "eta" => "η",
        "theta" => "θ",
        "lambda" => "λ",
        "mu" => "μ",
        "sigma" => "σ",
        "phi" => "φ",
        "prime" => "′",
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        _ => return None,
    };
    Some((stands_for, end + 2))
}

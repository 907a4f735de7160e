//! What starts with a backslash: styles, signs, the edges of formulas and environments of LaTeX.

use super::lex::{Kind, Lexer};

/// So far the end of an environment is looked for, in bytes.
const LONGEST_ENVIRONMENT: usize = 4000;

/// Environments whose content is a formula.
const MATH_ENVIRONMENTS: [&str; 12] = [
    "equation",
    "align",
    "aligned",
    "eqnarray",
    "gather",
    "multline",
    "split",
    "displaymath",
    "math",
    "alignat",
    "flalign",
    "gathered",
];

impl Lexer<'_> {
    pub(super) fn command(&mut self, rest: &str) {
        let name_length = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        if name_length == 0 {
            return self.command_sign(rest);
        }
        let name = &rest[1..1 + name_length];
        let length = 1 + name_length;
        match name {
            "left" | "right" | "bigl" | "bigr" | "Bigl" | "Bigr" | "biggl" | "biggr" | "big" | "Big"
            | "bigg" | "displaystyle" | "textstyle" | "limits" | "nolimits" | "hline" | "noindent"
            | "centering" | "nonumber" | "notag" | "boldsymbol" | "mathbf" | "bm" | "mathit" | "mathrm"
            | "mathcal" | "mathsf" | "operatorname" | "text" | "textrm" | "textbf" | "textit" | "emph"
            | "mathscr" | "mathbb" | "vec" | "underline" | "boxed" | "fbox" | "mbox" | "textnormal"
            | "ensuremath" | "bigcirc" => {
                self.at += length;
                // `\left.` is no point.
                if matches!(name, "left" | "right") && self.text[self.at..].starts_with('.') {
                    self.at += 1;
                }
                if matches!(name, "boxed" | "fbox" | "mbox" | "ensuremath") {
                    self.spaced = true;
                }
                self.style_group(name);
                self.styled_word();
            }
            "bf" | "rm" | "it" | "sf" | "tt" | "scriptstyle" | "small" | "large" | "Large" => {
                self.skip(length)
            }
            // Of `\color{red}{0.09}` and `\bbox[yellow]{0.09}` the first says how it looks.
            "color" | "textcolor" | "colorbox" | "bbox" => {
                let look = &rest[length..];
                let close = match look.as_bytes().first() {
                    Some(b'{') => look.find('}'),
                    Some(b'[') => look.find(']'),
                    _ => None,
                };
                self.skip(length + close.map_or(0, |close| close + 1));
                self.spaced = true;
            }
            "quad" | "qquad" | "hspace" | "hfill" | "enspace" => self.push(Kind::Gap, length),
            "cr" | "newline" | "par" => self.push(Kind::Row, length),
            "cdot" | "times" | "ast" | "odot" | "bullet" | "circ" => {
                // `w_{\cdot 1}`: any index.
                self.push(Kind::Sign('*'), length);
            }
            "div" => self.push(Kind::Sign('/'), length),
            "approx" | "simeq" | "cong" | "doteq" | "equiv" => self.push(Kind::Equals, length),
            "leftarrow" | "gets" | "coloneqq" => self.push(Kind::Becomes, length),
            "rightarrow" | "to" | "Rightarrow" | "implies" | "longrightarrow" | "mapsto" => {
                self.push(Kind::Arrow, length);
            }
            "lbrace" => self.push(Kind::Sign('('), length),
            "rbrace" => self.push(Kind::Sign(')'), length),
            "lbrack" => self.push(Kind::Sign('['), length),
            "rbrack" => self.push(Kind::Sign(']'), length),
            "vert" | "lvert" | "rvert" => self.push(Kind::Sign('|'), length),
            "Vert" | "lVert" | "rVert" => self.push(Kind::Sign('‖'), length),
            "prime" => self.push(Kind::Sign('\''), length),
            "begin" | "end" => self.environment(rest, length),
            _ => self.push(Kind::Command, length),
        }
    }

    /// Styles say nothing; `\text{…}` keeps its words as one group of the formula.
    fn style_group(&mut self, name: &str) {
        if matches!(name, "text" | "textrm" | "mbox" | "fbox" | "boxed" | "textbf" | "textit" | "emph") {
            self.spaced = true;
        }
    }

    /// `\operatorname{erf}`: braces around one word of a style say nothing.
    fn styled_word(&mut self) {
        let Some(inner) = self.text[self.at..].strip_prefix('{') else { return };
        // `leaky-relu` is one word, `w-v` a difference.
        let letters = |text: &str| text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let mut length = letters(inner);
        if length >= 2
            && let Some(rest) = inner[length..].strip_prefix('-')
        {
            let more = letters(rest);
            length += if more >= 2 { 1 + more } else { 0 };
        }
        if length >= 2 && inner[length..].starts_with('}') {
            self.at += 1;
            self.push(Kind::Word, length);
            self.at += 1;
        }
    }

    fn command_sign(&mut self, rest: &str) {
        let second = rest[1..].chars().next();
        let length = 1 + second.map_or(0, char::len_utf8);
        match second {
            Some('\\') => {
                self.push(Kind::Row, 2);
                // `\\[1ex]` asks for a distance.
                let after = &self.text[self.at..];
                if after.starts_with('[')
                    && let Some(close) = after.find(']')
                    && after[1..close].ends_with(|c: char| c.is_ascii_alphabetic())
                {
                    self.skip(close + 1);
                }
            }
            Some('(') => self.open("\\)", length),
            Some('[') => self.open("\\]", length),
            Some(')') => self.close(length),
            Some(']') => self.close(length),
            Some('{') => self.push(Kind::Sign('('), length),
            Some('}') => self.push(Kind::Sign(')'), length),
            Some(' ' | '\n') if self.half_rows => self.push(Kind::Row, length),
            Some(',' | ';' | ':' | '!' | ' ' | '\n' | '>') => self.skip(length),
            Some('|') => self.push(Kind::Sign('‖'), length),
            // z\_in_1: the sign that is no command belongs to the name.
            Some('_') if self.joins_a_name(&rest[length..]) => self.push(Kind::Sign('_'), length),
            _ => self.skip(length),
        }
    }

    /// `\begin{…}` and `\end{…}`; matrices keep theirs as a command, with what columns they have.
    /// Whether letters stand before and behind, within a formula.
    fn joins_a_name(&self, behind: &str) -> bool {
        let is_math = self.math.is_some() || self.environments > 0;
        let follows_a_name = self.tokens.last().is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Command) && token.span.end == self.at
        });
        is_math && follows_a_name && behind.starts_with(char::is_alphabetic)
    }

    fn environment(&mut self, rest: &str, length: usize) {
        let after = &rest[length..];
        let Some(name) =
            after.strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(name, _)| name)
        else {
            return self.push(Kind::Command, length);
        };
        let whole = length + name.len() + 2;
        let plain = name.trim_end_matches('*');
        let begins = rest.starts_with("\\begin");
        // The numbers of a picture are places, and its labels say nothing that the text does not.
        if begins && matches!(plain, "tikzpicture" | "picture") {
            let end = rest.find(&format!("\\end{{{name}}}")).unwrap_or(whole);
            return self.push(Kind::Break, end.max(whole));
        }
        self.half_rows = begins && has_half_rows(&rest[whole..], plain.ends_with("matrix"));
        if MATH_ENVIRONMENTS.contains(&plain) {
            if begins {
                self.push(
                    if self.environments == 0 && self.math.is_none() { Kind::Break } else { Kind::Gap },
                    whole,
                );
                self.environments += 1;
                if plain == "alignat" {
                    self.columns();
                }
            } else {
                self.environments = self.environments.saturating_sub(1);
                self.push(Kind::Gap, whole);
            }
        } else if matches!(plain, "array" | "tabular" | "cases") || plain.ends_with("matrix") {
            self.push(Kind::Command, whole);
            if begins && matches!(plain, "array" | "tabular") {
                self.columns();
            }
        } else {
            self.push(Kind::Break, whole);
        }
    }

    /// Passes over `{c|cc}`.
    fn columns(&mut self) {
        let after = &self.text[self.at..];
        if after.starts_with('{')
            && let Some(close) = after.find('}')
        {
            self.skip(close + 1);
        }
    }
}

/// Whether the rows of an environment that begins here end in `\ `: none ends in `\\`, and in equations a
/// cell follows, for there `\ ` may be a space.
fn has_half_rows(inner: &str, is_matrix: bool) -> bool {
    let inner = &inner.as_bytes()[..inner.len().min(LONGEST_ENVIRONMENT)];
    let Some(end) = inner.windows(5).position(|part| part == br"\end{") else { return false };
    let inner = &inner[..end];
    let starts_a_row = |triple: &[u8]| triple[..2] != *br"\ " || triple[2] == b'&';
    !inner.windows(2).any(|pair| pair == br"\\") && (is_matrix || inner.windows(3).all(starts_a_row))
}

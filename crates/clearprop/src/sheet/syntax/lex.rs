//! The text in small pieces, each with its place: words, numbers, signs, commands and breaks.

use std::ops::Deref;

use super::html;
use super::letters::{is_combining, is_letter, lowered_letter, spoken_sign};
use super::marks::{is_bold, is_gap_mark, is_prompt, is_sum_sign, sizes_of_array, time_stamp, x_multiplies};
use super::number::{lowered_digit, raised_digit, scan};
use crate::sheet::types::{Printed, Span};

/// A text in pieces.
pub(crate) struct Tokens {
    pieces: Vec<Token>,
    /// The numbers among them. They stand apart, since most pieces are none and need a third of the room.
    pub(crate) numbers: Vec<Printed>,
}

impl Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.pieces
    }
}

/// One piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    /// White space stands before it.
    pub(crate) spaced: bool,
    /// It stands in a formula that is marked as one.
    pub(crate) math: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A number, by its place among those of the text.
    Number(u32),
    /// Letters, and the figures that follow them at once.
    Word,
    /// `\name`.
    Command,
    /// One sign; look-alikes are one: `−` is `-`, and `·`, `×`, `\cdot`, `\times` are `*`.
    Sign(char),
    /// `=`, `≈`, `\approx`, `:=`.
    Equals,
    /// `→`, `->`, `⇒`, `=>`, `\to`: "becomes", or "and so".
    Arrow,
    /// `←`, `\leftarrow`: becomes.
    Becomes,
    /// A lowered letter: `ⱼ`.
    LoweredLetter(char),
    /// A lowered or raised figure: `₁`, `²`.
    Lowered(u32),
    Raised(u32),
    /// `&`, a tabulator or a gap: the next cell.
    Cell,
    /// `\\` or, outside of formulas, the end of a line.
    Row,
    /// A wide gap within a formula, `\quad`, or the edge of one.
    Gap,
    /// An empty line, a fence, the end of a formula that stands by itself.
    Break,
}

/// The whole text in pieces.
pub(crate) fn tokens(text: &str, from: usize, decimal_comma: bool) -> Tokens {
    let mut lexer = Lexer {
        text,
        at: from,
        decimal_comma,
        tokens: Vec::with_capacity((text.len() - from) / 2 + 8),
        numbers: Vec::with_capacity((text.len() - from) / 8),
        math: None,
        environments: 0,
        half_rows: false,
        x_multiplies: x_multiplies(&text[from..]),
        braces: 0,
        spaced: true,
        line_start: true,
    };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.push(Kind::Break, 0);
    Tokens { pieces: lexer.tokens, numbers: lexer.numbers }
}

pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    decimal_comma: bool,
    pub(super) tokens: Vec<Token>,
    numbers: Vec<Printed>,
    /// What ends the formula that we are in.
    pub(super) math: Option<&'static str>,
    /// How many mathematical environments we are in.
    pub(super) environments: usize,
    /// The rows of the environment that we are in end in `\ `: of `\\` one was lost on the way.
    pub(super) half_rows: bool,
    /// An x apart is the sign of a product throughout, also between symbols.
    x_multiplies: bool,
    /// How many braces of an array in C are open.
    braces: usize,
    pub(super) spaced: bool,
    line_start: bool,
}

impl Lexer<'_> {
    pub(super) fn push(&mut self, kind: Kind, length: usize) {
        let span = Span { start: self.at, end: self.at + length };
        let math = self.math.is_some() || self.environments > 0;
        self.tokens.push(Token { kind, span, spaced: self.spaced, math });
        self.at += length;
        self.spaced = false;
        self.line_start = false;
    }

    fn push_number(&mut self, printed: Printed, length: usize) {
        self.push(Kind::Number(self.numbers.len() as u32), length);
        self.numbers.push(printed);
    }

    /// Passes over what says nothing.
    pub(super) fn skip(&mut self, length: usize) {
        self.at += length;
        self.spaced = true;
    }

    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return };
        match first {
            '\n' => self.line_end(rest),
            '\t' => self.push(Kind::Cell, 1),
            ' ' => self.spaces(rest),
            '\r' | '\u{a0}' | '\u{3000}' | '\u{2009}' | '\u{202f}' | '~' => self.skip(first.len_utf8()),
            // Markdown's stars are escaped where they multiply: `w1\*i1`.
            '\\' if rest.starts_with("\\*") => self.push(Kind::Sign('*'), 2),
            '\\' => self.command(rest),
            '$' => self.dollar(rest),
            '`' => self.fence(rest),
            '%' if self.is_latex_comment() => {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.skip(length);
            }
            '#' if self.is_comment_in_array() => {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.skip(length);
            }
            '0'..='9' => self.number(rest),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) && !self.after_figure() => {
                self.number(rest)
            }
            '[' if self.math.is_none() && sizes_of_array(rest) > 0 => self.skip(sizes_of_array(rest)),
            '{' if self.opens_array() => {
                self.braces += 1;
                self.push(Kind::Sign('['), 1);
            }
            '}' if self.braces > 0 => {
                self.braces -= 1;
                self.push(Kind::Sign(']'), 1);
            }
            '[' if self.line_start && time_stamp(rest).is_some() => {
                self.push(Kind::Break, time_stamp(rest).expect("one was found"));
            }
            '&' if html::entity(rest).is_some() => self.entity(rest),
            '<' if html::tag(rest).is_some() => self.tag(rest),
            'n' if rest.starts_with("np.") && self.spaced => self.skip(3),
            '&' => self.push(Kind::Cell, 1),
            '*' if self.is_emphasis(rest) => {
                let stars = rest.bytes().take_while(|&byte| byte == b'*').count();
                let (spaced, line_start) = (self.spaced, self.line_start);
                self.at += stars;
                (self.spaced, self.line_start) = (spaced, line_start);
            }
            'x' | 'X' if self.is_times(rest) => self.push(Kind::Sign('*'), 1),
            '.' if self.is_low_times(rest) => self.push(Kind::Sign('*'), 1),
            // Recognition takes 0.9 for O.9.
            'O' | 'o' if rest[1..].starts_with('.') && self.number_follows(rest) => self.number_with_letter(),
            // A product of arrays in code.
            '@' if self.spaced && rest[1..].starts_with(' ') => self.push(Kind::Sign('*'), 1),
            '.' if rest.starts_with(".T")
                && !self.spaced
                && !rest[2..].starts_with(char::is_alphanumeric) =>
            {
                self.skip(2);
            }
            '_' if rest.starts_with("__") && is_gap_mark(self.text, self.at) => self.skip(2),
            c if lowered_letter(c).is_some() => {
                self.push(Kind::LoweredLetter(lowered_letter(c).expect("it is one")), c.len_utf8());
            }
            'Σ' if is_sum_sign(rest) => self.push(Kind::Sign('Σ'), first.len_utf8()),
            c if is_letter(c) => self.word(rest),
            // The mark of an item of a list, or of a quotation.
            '-' | '*' | '+' | '>' if self.line_start && self.is_outside() && rest[1..].starts_with(' ') => {
                self.skip(1);
            }
            c => self.sign(c, rest),
        }
    }

    /// Whether the brace of an array in C, or of a row of it, stands here: `{ { 0.1, 0.4 }, { 0.6, -0.5 } }`.
    fn opens_array(&self) -> bool {
        let is_first = || {
            const LONGEST: usize = 400;
            let inner = self.text[self.at..].trim_start_matches(['{', ' ', '-']);
            let line_ends = inner.len().min(LONGEST);
            inner.starts_with(|c: char| c.is_ascii_digit()) && inner.as_bytes()[..line_ends].contains(&b'}')
        };
        let after_equals = self.tokens.last().is_some_and(|token| token.kind == Kind::Equals);
        self.math.is_none() && self.environments == 0 && (self.braces > 0 || after_equals && is_first())
    }

    /// `&middot;`: the sign that it stands for.
    fn entity(&mut self, rest: &str) {
        let (text, length) = html::entity(rest).expect("one was found");
        let c = text.chars().next().expect("it stands for something");
        if c == '\u{a0}' {
            self.push(Kind::Gap, length);
        } else if is_letter(c) {
            self.push(Kind::Word, length);
        } else {
            let at = self.at;
            self.sign(c, text);
            let last = self.tokens.last_mut().expect("one was put there");
            (last.span.end, self.at) = (at + length, at + length);
        }
    }

    /// `<sub>` lowers, `<td>` is a cell, `<p>` a paragraph.
    fn tag(&mut self, rest: &str) {
        let (tag, length) = html::tag(rest).expect("one was found");
        let end = self.at + length;
        match tag {
            html::Tag::Lowered | html::Tag::Raised => {
                let sign = if tag == html::Tag::Lowered { '_' } else { '^' };
                self.push(Kind::Sign(sign), 1);
                self.push(Kind::Sign('{'), length - 1);
            }
            html::Tag::Back => self.push(Kind::Sign('}'), length),
            html::Tag::Cell => self.push(Kind::Cell, length),
            html::Tag::Line => self.push(Kind::Row, length),
            html::Tag::Paragraph => self.push(Kind::Break, length),
            html::Tag::Style => self.at = end,
        }
    }

    /// `0.1 x 0.5987`: between numbers an x apart multiplies.
    fn is_times(&self, rest: &str) -> bool {
        let before = self.text[..self.at].trim_end_matches(' ');
        let after = rest[1..].trim_start_matches(' ');
        self.spaced
            && rest[1..].starts_with(' ')
            && before.ends_with(|c: char| {
                c.is_ascii_digit()
                    || c == ')'
                    || self.x_multiplies && self.math.is_none() && c.is_alphabetic()
            })
            && after.starts_with(|c: char| c.is_ascii_digit() || "(-−.".contains(c) || c.is_alphabetic())
            && !before.ends_with('\n')
    }

    /// `0.25 . 0.5744`, `alpha . delta1 . x1`: in plain text a full stop with room on both sides multiplies.
    fn is_low_times(&self, rest: &str) -> bool {
        let before = self.text[..self.at].trim_end_matches(' ');
        let after = rest[1..].trim_start_matches(' ');
        self.spaced
            && self.is_outside()
            && rest[1..].starts_with(' ')
            && before.ends_with(|c: char| c.is_alphanumeric() || c == ')')
            && after.starts_with(|c: char| c.is_ascii_digit() || "(-−".contains(c) || c.is_lowercase())
    }

    /// `*w*₁₂`: stars around a symbol slant it, and do not multiply.
    fn is_emphasis(&self, rest: &str) -> bool {
        if !self.is_outside() {
            return false;
        }
        let stars = rest.bytes().take_while(|&byte| byte == b'*').count();
        let opens = |before: &str, after: &str| {
            let inner: usize = after.chars().take_while(|c| is_letter(*c)).map(char::len_utf8).sum();
            !before.ends_with(|c: char| c.is_alphanumeric() || c == ')' || c == '*')
                && inner > 0
                && inner <= 16
                && after[inner..].starts_with(&"*".repeat(stars))
        };
        let (before, after) = (&self.text[..self.at], &rest[stars..]);
        if stars == 2 && is_bold(before, after) {
            return true;
        }
        if stars > 2 || opens(before, after) {
            return stars <= 2;
        }
        // The closing ones: what stands before them was opened.
        let letters = before.trim_end_matches(is_letter);
        let inner = &before[letters.len()..];
        let opening = letters.trim_end_matches('*');
        letters.len() - opening.len() == stars
            && !inner.is_empty()
            && opens(opening, &self.text[letters.len()..])
    }

    fn is_outside(&self) -> bool {
        self.math.is_none() && self.environments == 0
    }

    /// Whether `%` starts a comment here: not after a number, where it is a per cent sign.
    /// Whether a comment starts here: not at the sign of 5 %, of `\%` or of a value that `%.4f` shows.
    fn is_latex_comment(&self) -> bool {
        let behind = self.text[self.at + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let mut letters = behind.chars();
        let shows_a_value = matches!(letters.next(), Some('d' | 'e' | 'f' | 'g' | 's'))
            && !letters.next().is_some_and(char::is_alphanumeric);
        self.text[..self.at].chars().next_back().is_none_or(|c| !c.is_ascii_digit() && c != '\\')
            && !shows_a_value
    }

    fn after_figure(&self) -> bool {
        self.text[..self.at].ends_with(|c: char| c.is_ascii_digit())
    }

    fn line_end(&mut self, rest: &str) {
        let next = rest[1..].trim_start_matches([' ', '\t', '\r']);
        let empty = next.starts_with('\n') || next.is_empty();
        let inside = self.math.is_some() || self.environments > 0;
        match (inside, empty) {
            // An inline formula never runs over an empty line: its closing sign was lost.
            (_, true) => {
                if self.math == Some("$") {
                    self.math = None;
                }
                self.push(Kind::Break, 1);
            }
            (true, false) => self.skip(1),
            (false, false) => self.push(Kind::Row, 1),
        }
        self.spaced = true;
        self.line_start = true;
    }

    /// Three spaces and more are a gap, as between the columns of a table in plain text.
    fn spaces(&mut self, rest: &str) {
        let length = rest.bytes().take_while(|&byte| byte == b' ').count();
        let inside = self.math.is_some() || self.environments > 0;
        if length >= 2 && !inside && !self.line_start {
            self.push(Kind::Gap, length);
            self.spaced = true;
        } else {
            let line_start = self.line_start;
            self.skip(length);
            self.line_start = line_start;
        }
    }

    fn dollar(&mut self, rest: &str) {
        let double = rest.starts_with("$$");
        match self.math {
            Some("$$") if double => self.close(2),
            Some("$") => self.close(1),
            Some("$$") => self.close(1),
            None if double => self.open("$$", 2),
            None if is_prompt(&self.text[..self.at], rest) => {
                let line = rest.find('\n').unwrap_or(rest.len());
                self.push(Kind::Break, line);
            }
            None => self.open("$", 1),
            Some(_) => self.skip(1),
        }
    }

    pub(super) fn open(&mut self, end: &'static str, length: usize) {
        let kind = if matches!(end, "$" | "\\)") { Kind::Gap } else { Kind::Break };
        self.push(kind, length);
        self.math = Some(end);
    }

    pub(super) fn close(&mut self, length: usize) {
        self.math = None;
        self.push(Kind::Gap, length);
    }

    fn fence(&mut self, rest: &str) {
        let ticks = rest.bytes().take_while(|&byte| byte == b'`').count();
        if ticks < 3 {
            return self.skip(ticks);
        }
        let line = rest.find('\n').unwrap_or(rest.len());
        if self.math == Some("```") {
            self.math = None;
            self.push(Kind::Break, line);
        } else {
            let math = rest[ticks..line].trim() == "math";
            self.push(Kind::Break, line);
            if math {
                self.math = Some("```");
            }
        }
    }

    fn number(&mut self, rest: &str) {
        // Recognition takes o₃ for 0₃.
        if rest.starts_with("0_") && !self.is_outside() {
            return self.push(Kind::Word, 1);
        }
        match scan(self.text, self.at, self.decimal_comma) {
            Some(printed) => self.push_number(printed, printed.span.end - self.at),
            // A row of figures longer than any number.
            None => self.push(Kind::Sign('?'), rest.bytes().take_while(u8::is_ascii_digit).count().max(1)),
        }
    }

    /// Whether a comment starts here behind the row of an array that goes on: `W1 = [[0.2, 0.4],  # unit 1`.
    fn is_comment_in_array(&self) -> bool {
        const LONGEST: usize = 400;
        let before = self.text.as_bytes()[..self.at].iter().rev().take(LONGEST);
        let line = before.take_while(|byte| **byte != b'\n');
        let depth: i32 = line.map(|byte| i32::from(*byte == b'[') - i32::from(*byte == b']')).sum();
        depth > 0 && self.spaced
    }

    fn number_follows(&self, rest: &str) -> bool {
        rest[2..].starts_with(|c: char| c.is_ascii_digit())
            && !self.text[..self.at].ends_with(|c: char| c.is_alphanumeric())
    }

    /// `O.9`: the figures behind the letter, and the letter with them.
    fn number_with_letter(&mut self) {
        let start = self.at;
        match scan(self.text, start + 1, self.decimal_comma) {
            Some(printed) => {
                let span = Span { start, ..printed.span };
                self.push_number(Printed { span, ..printed }, span.end - start);
            }
            None => self.push(Kind::Word, 1),
        }
    }

    fn word(&mut self, rest: &str) {
        let mut length = 0;
        let mut figures = false;
        for c in rest.chars() {
            let is_figure = c.is_ascii_digit();
            if !(is_figure || is_letter(c) && !figures && lowered_letter(c).is_none() || is_combining(c)) {
                break;
            }
            figures |= is_figure;
            length += c.len_utf8();
        }
        // u_jq_j: without braces a single letter is lowered.
        let lowered = self.math.is_some() || self.environments > 0;
        if lowered
            && rest[length..].starts_with('_')
            && !self.text[..self.at].ends_with("\\_")
            && self.tokens.last().is_some_and(|token| token.kind == Kind::Sign('_'))
        {
            length = rest.chars().next().map_or(length, char::len_utf8);
        }
        match spoken_sign(&rest[..length]) {
            Some(sign) if self.is_between_numbers(&rest[length..]) => self.push(Kind::Sign(sign), length),
            None if self.is_and(&rest[..length], &rest[length..]) => self.push(Kind::Sign(','), length),
            _ => self.push(Kind::Word, length),
        }
    }

    /// The `y` of `0,1 y -0,2` and the `e` of `0,3 e 0`, which are symbols elsewhere.
    fn is_and(&self, word: &str, after: &str) -> bool {
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let follows = after.strip_prefix(' ').map(|rest| rest.strip_prefix(['-', '−']).unwrap_or(rest));
        matches!(word, "y" | "e")
            && self.math.is_none()
            && self.spaced
            && follows.is_some_and(is_number)
            && self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Number(_)))
    }

    /// `0.5 times 2 plus 0.1`.
    fn is_between_numbers(&self, after: &str) -> bool {
        let follows = after.trim_start_matches([' ', '-', '−', '(']);
        self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Number(_) | Kind::Sign(')')))
            && follows.starts_with(|c: char| c.is_ascii_digit() || c == '.')
    }

    fn sign(&mut self, c: char, rest: &str) {
        let starts = |text: &str| rest.starts_with(text);
        let length = c.len_utf8();
        match c {
            '|' if starts("||") && !self.is_outside() => self.push(Kind::Sign('‖'), 2),
            // No other sign of two characters starts with another.
            ',' | '(' | ')' | '{' | '}' | '[' | ']' | '_' | '^' | '+' | '|' | '‖' => {
                self.push(Kind::Sign(c), length);
            }
            _ if starts(":=") => self.push(Kind::Becomes, 2),
            _ if starts("<-") && !rest[2..].starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
                self.push(Kind::Becomes, 2);
            }
            _ if starts("->") || starts("=>") => self.push(Kind::Arrow, 2),
            _ if starts("-->") => self.push(Kind::Arrow, 3),
            _ if starts("**") && self.is_power() => self.push(Kind::Sign('^'), 2),
            _ if starts("~=") || starts("==") => self.push(Kind::Equals, 2),
            '=' | '≈' | '≃' | '≅' | '＝' | '≐' => self.push(Kind::Equals, length),
            '←' => self.push(Kind::Becomes, length),
            '→' | '⇒' | '⟹' | '⟶' => self.push(Kind::Arrow, length),
            '−' | '–' | '-' | '‐' | '－' => self.push(Kind::Sign('-'), length),
            '·' | '×' | '⋅' | '*' | '∗' | '⊙' | '∙' | '•' | '⨉' => {
                self.push(Kind::Sign('*'), length)
            }
            '÷' | '∕' | '/' => self.push(Kind::Sign('/'), length),
            '（' => self.push(Kind::Sign('('), length),
            '）' => self.push(Kind::Sign(')'), length),
            '，' | '、' => self.push(Kind::Sign(','), length),
            '；' => self.push(Kind::Sign(';'), length),
            '：' => self.push(Kind::Sign(':'), length),
            '。' => self.push(Kind::Sign('.'), length),
            '＋' => self.push(Kind::Sign('+'), length),
            '′' | '’' => self.push(Kind::Sign('\''), length),
            _ => match (lowered_digit(c), raised_digit(c)) {
                (Some(digit), _) => self.push(Kind::Lowered(digit), length),
                (_, Some(digit)) => self.push(Kind::Raised(digit), length),
                _ => self.push(Kind::Sign(c), length),
            },
        }
    }

    /// Whether `**` is a power, as in code, and not Markdown's bold.
    fn is_power(&self) -> bool {
        let (before, after) = (&self.text[..self.at], &self.text[self.at + 2..]);
        // `(y - t) ** 2`
        let (before, after) = match (before.strip_suffix(' '), after.strip_prefix(' ')) {
            (Some(before), Some(after)) => (before, after),
            _ => (before, after),
        };
        before.ends_with(|c: char| c == ')' || c.is_alphanumeric())
            && after.starts_with(|c: char| c.is_ascii_digit() || c == '(')
    }
}

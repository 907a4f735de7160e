//! What signs of a text are no part of a formula, or another part than they look: marks of gaps and of bold letters,
//! times in a chat, sizes of arrays in code.

/// Whether a mark around what fills a gap stands here: `__ 0.7 __`. Nothing but two marks is a gap that is left.
pub(super) fn is_gap_mark(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..];
    let line = &line[..line.find('\n').unwrap_or(line.len())];
    let is_mark = |at: usize| !line[..at].ends_with('_') && !line[at + 2..].starts_with('_');
    let marks: Vec<usize> = line.match_indices("__").map(|(at, _)| at).filter(|&at| is_mark(at)).collect();
    let Some(own) = marks.iter().position(|&mark| start + mark == at) else { return false };
    let pair = marks.get(own / 2 * 2).zip(marks.get(own / 2 * 2 + 1));
    pair.is_some_and(|(&open, &close)| line[open + 2..close].contains(char::is_alphanumeric))
}

/// Whether the capital letter here sums up what stands behind it: `Σ_j w_j g_j`, `Σ(t − o)²`.
pub(super) fn is_sum_sign(rest: &str) -> bool {
    let behind = &rest['Σ'.len_utf8()..];
    let operand_follows = |text: &str| text.starts_with(|c: char| c == '(' || c.is_alphabetic());
    match behind.strip_prefix('_') {
        Some(index) => {
            let length: usize = index.chars().take(1).filter(|c| c.is_alphabetic()).map(char::len_utf8).sum();
            length > 0 && index[length..].strip_prefix(' ').is_some_and(operand_follows)
        }
        None => behind.starts_with('('),
    }
}

/// The length of the time that a message of a chat was sent at: `[19:11]`, `[12/05 19:02]`.
pub(super) fn time_stamp(rest: &str) -> Option<usize> {
    const LONGEST: usize = 24;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b']')?;
    let inner = &rest[1..end];
    let is_of_time = |c: char| c.is_ascii_digit() || " :/.-,APM".contains(c);
    (inner.contains(':') && inner.len() > 3 && inner.chars().all(is_of_time)).then_some(end + 1)
}

/// Whether a text has `0.5 x 0.2`, and nowhere an x that is a symbol.
pub(super) fn x_multiplies(text: &str) -> bool {
    let is_between_numbers = |at: usize| {
        text[..at].ends_with(|c: char| c.is_ascii_digit() || c == ')')
            && text[at + 3..].starts_with(|c: char| c.is_ascii_digit() || c == '(')
    };
    let is_symbol = |(at, _): (usize, &str)| {
        let starts = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let behind = text[at + 1..].trim_start_matches(' ');
        let is_indexed =
            text[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '_' || ('₀'..='₉').contains(&c));
        starts && (is_indexed || behind.starts_with(['=', '^', ',', ')', ':']))
    };
    text.match_indices(" x ").any(|(at, _)| is_between_numbers(at)) && !text.match_indices('x').any(is_symbol)
}

/// The length of `[3][2]` in `double w[3][2] = { … }`.
pub(super) fn sizes_of_array(rest: &str) -> usize {
    let mut length = 0;
    while let Some(inner) = rest[length..].strip_prefix('[') {
        let digits = inner.bytes().take(3).take_while(u8::is_ascii_digit).count();
        if !(1..3).contains(&digits) || !inner[digits..].starts_with(']') || length > 8 {
            return 0;
        }
        length += digits + 2;
    }
    let behind = rest[length..].trim_start();
    let is_given = behind.strip_prefix('=').is_some_and(|value| value.trim_start().starts_with('{'));
    if is_given { length } else { 0 }
}

/// Whether two stars between these parts of a text open or close what is set bold: `z = **0.3**`. Those
/// of a power stand between what is raised and its exponent.
pub(super) fn is_bold(before: &str, after: &str) -> bool {
    const FAR: usize = 200;
    let start = (before.len().saturating_sub(FAR)..=before.len()).find(|&at| before.is_char_boundary(at));
    let end = (0..=after.len().min(FAR)).rev().find(|&at| after.is_char_boundary(at));
    let (before, after) = (&before[start.unwrap_or(0)..], &after[..end.unwrap_or(0)]);
    let (before, after) = (before.rsplit('\n').next().unwrap_or(""), after.lines().next().unwrap_or(""));
    let joins = |c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '(' | '-' | '−');
    let opens = |before: &str, after: &str| {
        !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '*'))
            && after.starts_with(|c: char| !c.is_whitespace() && c != '*')
    };
    let closes = |before: &str, after: &str| {
        before.ends_with(|c: char| !c.is_whitespace() && c != '*') && !after.starts_with(joins)
    };
    opens(before, after)
        && after.match_indices("**").next().is_some_and(|(at, _)| closes(&after[..at], &after[at + 2..]))
        || closes(before, after)
            && before
                .rmatch_indices("**")
                .next()
                .is_some_and(|(at, _)| opens(&before[..at], &before[at + 2..]))
}

/// Whether a dollar sign asks for a command: `$ python check.py`, with no second one on its line.
pub(super) fn is_prompt(before: &str, rest: &str) -> bool {
    let starts_line = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    let line = rest.lines().next().unwrap_or_default();
    let is_word = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '/');
    starts_line
        && line[1..].strip_prefix(' ').is_some_and(|command| command.starts_with(is_word))
        && line.matches('$').count() == 1
        && !line.contains('=')
}

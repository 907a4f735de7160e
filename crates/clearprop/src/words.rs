//! Words of messages: "did you mean", and counts with their nouns.

use crate::Error;

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
///
/// ```
/// let names = ["sigmoid", "softmax", "tanh"];
/// assert_eq!(clearprop::nearest_name("sigmod", names), Some("sigmoid"));
/// assert_eq!(clearprop::nearest_name("xyz", names), None);
/// ```
pub fn nearest_name<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let limit = 1 + name.chars().count() / 4;
    candidates
        .into_iter()
        .map(|candidate| (distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The message for a name that there is not: what it was, what is near, or what there is.
///
/// ```
/// let names = ["categorical-cross-entropy", "binary-cross-entropy", "squared-error"];
/// assert_eq!(
///     clearprop::unknown_name("loss", "cross-entropy", &names),
///     "unknown loss `cross-entropy`; did you mean `categorical-cross-entropy` or `binary-cross-entropy`?"
/// );
/// ```
pub fn unknown_name(kind: &str, name: &str, candidates: &[&str]) -> String {
    if let Some(near) = nearest_name(name, candidates.iter().copied()) {
        return format!("unknown {kind} `{name}`; did you mean `{near}`?");
    }
    let short = name.to_lowercase().replace(['_', ' '], "-");
    let initials =
        |candidate: &str| candidate.split('-').filter_map(|word| word.chars().next()).collect::<String>();
    let means =
        |candidate: &&str| short.len() > 1 && (candidate.contains(&short) || initials(candidate) == short);
    let meant: Vec<String> =
        candidates.iter().copied().filter(means).map(|candidate| format!("`{candidate}`")).collect();
    if meant.is_empty() {
        format!("unknown {kind} `{name}`; there are {}", candidates.join(", "))
    } else {
        format!("unknown {kind} `{name}`; did you mean {}?", meant.join(" or "))
    }
}

/// What is wrong with a TOML file, in the words of people who write one.
pub(crate) fn toml_error(error: &toml::de::Error) -> Error {
    let message = error.message().trim_end();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let message = match (message.starts_with("unknown field"), quoted.next()) {
        (true, Some(name)) => unknown_name("field", name, &quoted.collect::<Vec<_>>()),
        _ => message
            .replace("expected f64", "expected a number")
            .replace("expected a sequence", "expected a list")
            .replace(
                "floating-point number overflowed",
                "this number is larger than any that can be worked with",
            ),
    };
    Error::Syntax { message, offset: error.span().map_or(0, |span| span.start) }
}

/// A count with its noun: 1 weight, 3 weights.
///
/// ```
/// assert_eq!(clearprop::counted(1, "input"), "1 input");
/// assert_eq!(clearprop::counted(3, "bias"), "3 biases");
/// ```
pub fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix("as")) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ases"),
        (_, None) => format!("{count} {noun}s"),
    }
}

/// Levenshtein's distance: the fewest letters put in, left out or replaced.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[to.len()]
}

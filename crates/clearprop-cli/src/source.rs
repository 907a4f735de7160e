//! Finding what an argument names: a network or a notation, embedded or in a file.

use std::path::Path;

use clearprop::notation::Notation;
use clearprop::{EMBEDDED, Network, nearest_name};

use crate::failure::Failure;

/// The network of this name or path; the embedded handout where none is named.
pub(crate) fn network(name: Option<&str>) -> Result<Network, Failure> {
    let name = name.unwrap_or(EMBEDDED[0].name);
    if let Some(network) = Network::embedded(name) {
        return Ok(network);
    }
    let text = read(name, &EMBEDDED.map(|embedded| embedded.name), "clearprop networks")?;
    Network::from_toml(&text).map_err(|error| Failure::in_text(name, &text, &error))
}

/// The notation of this name or path.
pub(crate) fn notation(name: &str) -> Result<Notation, Failure> {
    let all = Notation::all();
    if let Some(notation) = all.iter().find(|notation| notation.name == name) {
        return Ok(notation.clone());
    }
    let names: Vec<&str> = all.iter().map(|notation| notation.name.as_str()).collect();
    let text = read(name, &names, "clearprop notations")?;
    Notation::from_toml(&text).map_err(|error| Failure::in_text(name, &text, &error))
}

/// A file's text; where there is no such file, what may have been meant.
fn read(name: &str, embedded: &[&str], list: &str) -> Result<String, Failure> {
    let path = Path::new(name);
    std::fs::read_to_string(path).map_err(|error| {
        let failure = Failure::file(path, &error);
        if error.kind() != std::io::ErrorKind::NotFound {
            return failure;
        }
        match nearest_name(name, embedded.iter().copied()) {
            Some(near) => Failure(format!("{failure}; did you mean `{near}`?")),
            None => Failure(format!("{failure}, and none of this name is embedded (`{list}` lists those)")),
        }
    })
}

//! Names of two words: `bias A = 0.3`, `Err C = 0.08`.

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// Makes one name of a word and the node that it is said of.
pub(super) fn join(text: &str, items: &mut [Item], nodes: &[String]) {
    let is_word = |word: &str| {
        let roles = [Role::Bias, Role::Loss];
        word.chars().count() > 2 && roles.iter().any(|&role| role::by_name(word, 0, role) >= 2.0)
    };
    let qualified = |word: &str, node: &Name| {
        let of_node = Index { raised: false, atom: Atom::Letters(node.key()) };
        Name { base: word.to_owned(), indices: vec![of_node], ..node.clone() }
    };
    for item in items.iter_mut() {
        let Item::Chain(chain) = item else { continue };
        let words = chain.before.of(text).trim_end();
        let word = words.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        if let Some(Node::Name(name)) = chain.sides.first_mut().and_then(|side| side.node.as_mut())
            && is_word(word)
            && nodes.contains(&name.key())
            && name.span.start >= chain.before.end
        {
            *name = qualified(word, name);
        }
    }
}

//! Characters become pieces, pieces expressions, expressions chains `left = side = … = number`. What a
//! symbol means is nothing to it.

pub(crate) mod accents;
pub(crate) mod apply;
pub(crate) mod called;
pub(crate) mod chain;
pub(crate) mod chain_form;
mod command;
mod going;
pub(crate) mod habits;
mod html;
mod index;
mod juxtaposed;
pub(crate) mod letters;
pub(crate) mod lex;
mod marks;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod pairs;
pub(crate) mod parse;
mod remarks;
mod shown;
mod slope;
mod staying;
pub(crate) mod tree;
pub(crate) mod updates;

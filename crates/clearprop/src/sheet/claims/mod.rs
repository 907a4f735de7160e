//! Chains and meanings become statements in quantities, down to each operand.

pub(crate) mod again;
pub(crate) mod aligned;
pub(crate) mod another;
pub(crate) mod arrays;
pub(crate) mod beside;
pub(crate) mod defined;
pub(crate) mod express;
pub(crate) mod fell;
mod in_numbers;
pub(crate) mod near;
pub(crate) mod operands;
pub(crate) mod resolve;
pub(crate) mod rules;
pub(crate) mod signals;
mod worth;

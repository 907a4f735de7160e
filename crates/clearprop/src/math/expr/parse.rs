//! Formulas from plain text, by recursive descent.

use std::str::FromStr;

use super::{Expr, Function};
use crate::Error;
use crate::math::Real;

/// Nesting beyond this is refused, so that no text can exhaust the stack.
const DEEPEST: usize = 200;

/// Reads `+ - * / ^`, brackets, `exp ln tanh erf sqrt`, `pi` and `if(z, then, otherwise)`.
/// Any other name is a symbol; it may hold letters, digits, `_`, `'` and an index in square brackets.
///
/// # Errors
/// [`Error::Syntax`] with the place and what was expected there.
impl FromStr for Expr<String> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let expr = parser.sum()?;
        parser.space();
        if parser.at < text.len() { Err(parser.expected("an operator")) } else { Ok(expr) }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<Expr<String>, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error(format!("brackets nested deeper than {DEEPEST}")));
        }
        let mut sum = self.product()?;
        loop {
            if self.eat('+') {
                sum = sum + self.product()?;
            } else if self.eat('-') {
                sum = sum - self.product()?;
            } else {
                self.depth -= 1;
                return Ok(sum);
            }
        }
    }

    fn product(&mut self) -> Result<Expr<String>, Error> {
        if self.eat('-') {
            return Ok(-self.product()?);
        }
        let mut product = self.power()?;
        loop {
            if self.eat('*') {
                product = product * self.power()?;
            } else if self.eat('/') {
                product = product / self.power()?;
            } else {
                return Ok(product);
            }
        }
    }

    fn power(&mut self) -> Result<Expr<String>, Error> {
        let base = self.atom()?;
        if !self.eat('^') {
            return Ok(base);
        }
        let exponent = if self.eat('-') { -self.atom()? } else { self.atom()? };
        Ok(Expr::Power(Box::new(base), Box::new(exponent)))
    }

    fn atom(&mut self) -> Result<Expr<String>, Error> {
        self.space();
        if self.eat('(') {
            let inner = self.sum()?;
            return self.close().map(|()| inner);
        }
        let rest = &self.text[self.at..];
        let first = rest.chars().next().ok_or_else(|| self.expected("a number or a name"))?;
        if first.is_ascii_digit() || first == '.' {
            return self.number(rest);
        }
        if !(first.is_alphabetic() || first == '_') {
            return Err(self.expected("a number or a name"));
        }
        let name = self.name(rest);
        if name == "pi" {
            return Ok(Expr::Pi);
        }
        let function = Function::ALL.into_iter().find(|function| function.name() == name);
        if let Some(function) = function
            && self.eat('(')
        {
            let argument = self.sum()?;
            return self.close().map(|()| Expr::Apply(function, Box::new(argument)));
        }
        if name == "if" && self.eat('(') {
            let condition = self.sum()?;
            self.comma()?;
            let then = self.sum()?;
            self.comma()?;
            let otherwise = self.sum()?;
            return self.close().map(|()| condition.if_positive(then, otherwise));
        }
        Ok(Expr::Symbol(name))
    }

    fn number(&mut self, rest: &str) -> Result<Expr<String>, Error> {
        let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let number = rest[..length].parse().map_err(|_| self.expected("a number"))?;
        self.at += length;
        Ok(Expr::Constant(number))
    }

    fn name(&mut self, rest: &str) -> String {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        let mut length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        if rest[length..].starts_with('[') {
            length = rest[length..].find(']').map_or(length, |close| length + close + 1);
        }
        self.at += length;
        rest[..length].to_owned()
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn comma(&mut self) -> Result<(), Error> {
        if self.eat(',') { Ok(()) } else { Err(self.expected("`,`")) }
    }

    fn close(&mut self) -> Result<(), Error> {
        if self.eat(')') { Ok(()) } else { Err(self.expected("`)`")) }
    }

    fn expected(&self, what: &str) -> Error {
        let found = self.text[self.at..].chars().next();
        self.error(match found {
            Some(found) => format!("expected {what}, found `{found}`"),
            None => format!("expected {what}, found the end"),
        })
    }

    fn error(&self, message: String) -> Error {
        Error::Syntax { message, offset: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        for text in [
            "1 / (1 + exp(-z))",
            "-(y * ln(a) + (1 - y) * ln(1 - a))",
            "w[1,1,1] * x[1] - b'",
            "if(z, z, exp(z) - 1)",
            "(a - y)^2 / 2",
            "(2 * pi)^(1 / 2) - -x",
        ] {
            let expr: Expr<String> = text.parse().expect(text);
            let again: Expr<String> = expr.to_string().parse().expect(text);
            assert_eq!(expr, again, "{text} was printed as {expr}");
        }
    }

    #[test]
    fn what_is_no_formula_is_refused_with_its_place() {
        let error = "1 + (2 * ".parse::<Expr<String>>().unwrap_err();
        let message = "expected a number or a name, found the end".to_owned();
        assert_eq!(error, Error::Syntax { message, offset: 9 });
        assert!("(".repeat(100_000).parse::<Expr<String>>().is_err());
        assert!("1 2".parse::<Expr<String>>().is_err());
    }
}

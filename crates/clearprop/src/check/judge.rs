//! The order in which a printed number is judged: the true value, the line's own figures, the
//! author's earlier figures, and only then a mistake.

use std::cell::{Cell, LazyCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::author::{Author, Basis, Outcome};
use super::figures::{Figure, Figures};
use super::items::Item;
use super::report::{Role, Verdict};
use super::tolerance::{self, Habit};
use super::worked::Worked;
use crate::backprop::Style;
use crate::math::{Expr, Interval};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Leaf, Operand, Printed, Sheet};

/// How one printed number stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Judgement {
    /// Right, rounded, carried or wrong.
    pub verdict: Verdict,
    /// Which of the quantities that its name may mean it was judged as.
    pub quantity: Quantity,
    /// The wrong claim that it carries.
    pub root: Option<usize>,
    /// What the author's own figures give in its place.
    pub own: Option<f64>,
}

/// A whole sheet, judged in one manner.
pub(super) struct Judged {
    /// One for each item that names a quantity of the network.
    pub judgements: Vec<Option<Judgement>>,
    /// The author's figures with their verdicts.
    pub figures: Figures,
    /// Whether each item was judged without a thought of figures that are printed later.
    is_settled: Vec<bool>,
}

impl Judged {
    /// How many numbers are explained: right, rounded or carried.
    pub(super) fn explained(&self) -> usize {
        self.judgements.iter().flatten().filter(|judgement| judgement.verdict != Verdict::Wrong).count()
    }

    /// How many are right without regard to any mistake: right or rounded.
    pub(super) fn right(&self) -> usize {
        let is_right =
            |judgement: &&Judgement| matches!(judgement.verdict, Verdict::Right | Verdict::Rounded);
        self.judgements.iter().flatten().filter(is_right).count()
    }
}

/// Judges every item. What is wrong at first is looked at again with the figures that follow it,
/// since some put the answer before the working.
pub(super) fn judge(sheet: &Sheet, items: &[Item], worked: &Worked) -> Judged {
    let mut pass = Pass::new(sheet, items, worked, false);
    let judged = pass.run(&Figures::of(Rc::clone(&worked.numbers)), None);
    if judged.judgements.iter().flatten().all(|judgement| judgement.verdict != Verdict::Wrong) {
        return judged;
    }
    let habit = pass.habit_of(&judged);
    let first = Some(&judged).filter(|_| habit == pass.habit);
    (pass.habit, pass.looks_ahead) = (habit, true);
    let again = pass.run(&judged.figures, first);
    if again.explained() >= judged.explained() { again } else { judged }
}

/// Whether another way of working explains any number that is wrong in this one.
pub(super) fn explains_any(sheet: &Sheet, items: &[Item], worked: &Worked, judged: &Judged) -> bool {
    let pass = Pass::new(sheet, items, worked, true);
    let is_wrong = |judgement: &Option<Judgement>| {
        judgement.as_ref().is_some_and(|judgement| judgement.verdict == Verdict::Wrong)
    };
    items.iter().enumerate().filter(|(at, _)| is_wrong(&judged.judgements[*at])).any(|(at, item)| {
        let again = pass.judge(at, item, &judged.figures, &judged.figures, &judged.judgements);
        again.is_some() && !is_wrong(&again)
    })
}

/// How many numbers are the true values, without a look at anything else.
pub(super) fn right_at_once<'a>(items: impl Iterator<Item = &'a Item>, worked: &Worked) -> usize {
    let is_right = |item: &&Item| worked.has(item.quantity) && is_exact(item, item.quantity, worked);
    items.filter(is_right).count()
}

fn is_exact(item: &Item, quantity: Quantity, worked: &Worked) -> bool {
    let Some(exact) = worked.exact(quantity) else { return false };
    tolerance::accepted(&item.printed).overlaps(tolerance::widened(exact, 0.0))
}

struct Pass<'a> {
    sheet: &'a Sheet,
    items: &'a [Item],
    worked: &'a Worked<'a>,
    /// How the author shortens figures.
    habit: Habit,
    /// Whether figures that are printed later may be used.
    looks_ahead: bool,
    /// Whether figures that are printed later were thought of since this was last cleared, or would have
    /// been had any been known.
    thought_ahead: Cell<bool>,
    /// The item of each operand, by the place where it stands.
    operands: FxHashMap<usize, usize>,
}

impl<'a> Pass<'a> {
    fn new(sheet: &'a Sheet, items: &'a [Item], worked: &'a Worked<'a>, looks_ahead: bool) -> Pass<'a> {
        let operands = items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.role == Role::Operand)
            .map(|(at, item)| (item.printed.span.start, at))
            .collect();
        let (habit, thought_ahead) = (Habit::Rounds, Cell::new(false));
        Pass { sheet, items, worked, habit, looks_ahead, thought_ahead, operands }
    }

    /// An author cuts who cut more often than could be a slip of the pen.
    fn habit_of(&self, judged: &Judged) -> Habit {
        let mut cut = 0;
        let mut rounded_up = 0;
        for (item, judgement) in self.items.iter().zip(&judged.judgements) {
            let Some(Judgement { verdict: Verdict::Right, quantity, .. }) = judgement else { continue };
            let Some(exact) = self.worked.exact(*quantity) else { continue };
            match tolerance::is_rounded(&item.printed, exact) {
                false => cut += 1,
                true if exact.low.abs() * (1.0 + 1e-10) < item.printed.value.to_f64().abs() => {
                    rounded_up += 1
                }
                true => {}
            }
        }
        match (cut, rounded_up) {
            (0, 0) => Habit::Unknown,
            (_, 0) => Habit::Cuts,
            _ if cut > 1 && cut > rounded_up => Habit::Cuts,
            _ => Habit::Rounds,
        }
    }

    /// Judges every item. `first` is how they were judged without a look ahead, by the same habit: as long as
    /// nothing comes out otherwise, what was settled then need not be judged again.
    fn run(&self, later: &Figures, first: Option<&Judged>) -> Judged {
        let mut judgements: Vec<Option<Judgement>> = Vec::with_capacity(self.items.len());
        let mut is_settled = Vec::with_capacity(self.items.len());
        let mut figures = Figures::of(Rc::clone(&self.worked.numbers));
        let mut unchanged = first;
        for (at, item) in self.items.iter().enumerate() {
            self.thought_ahead.set(false);
            let judgement = match unchanged.filter(|first| first.is_settled[at]) {
                Some(first) => first.judgements[at].clone(),
                None => self.judge(at, item, &figures, later, &judgements),
            };
            unchanged = unchanged.filter(|first| first.judgements[at] == judgement);
            is_settled.push(!self.thought_ahead.get());
            if let Some(judgement) = &judgement {
                // An operand is a figure of its own where nothing else was printed for it.
                let number = self.worked.numbers.of(judgement.quantity);
                if item.role != Role::Operand || !figures.has_of(number) {
                    let exact = self.worked.exact_of(number);
                    let figure = Figure::new(at, item.printed, exact, judgement.verdict, self.habit);
                    figures.add(number, figure);
                }
            }
            judgements.push(judgement);
        }
        Judged { judgements, figures, is_settled }
    }

    fn judge(
        &self,
        at: usize,
        item: &Item,
        figures: &Figures,
        later: &Figures,
        before: &[Option<Judgement>],
    ) -> Option<Judgement> {
        let known = || {
            let candidates = std::iter::once(item.quantity).chain(item.alternatives.iter().copied());
            candidates.filter(|&quantity| self.worked.has(quantity))
        };
        let first = known().next()?;
        let right = |quantity, root| Judgement { verdict: Verdict::Right, quantity, root, own: None };
        if let Some(quantity) = known().find(|&quantity| is_exact(item, quantity, self.worked)) {
            return Some(right(quantity, None));
        }
        let mut wrong = Judgement { verdict: Verdict::Wrong, quantity: first, root: None, own: None };
        for quantity in known() {
            let number = self.worked.numbers.of(quantity);
            let bench = Bench { pass: self, at, item, quantity, number, figures, later, before };
            match bench.judge() {
                Ok(judgement) => return Some(judgement),
                Err(own) if quantity == first => wrong.own = own,
                Err(_) => {}
            }
        }
        Some(wrong)
    }
}

/// The figures that are written, without leading zeros.
fn significant_figures(printed: &Printed) -> i32 {
    (printed.value.magnitude() - printed.unit + 1).max(1)
}

/// One number against one quantity.
struct Bench<'a> {
    pass: &'a Pass<'a>,
    at: usize,
    item: &'a Item,
    quantity: Quantity,
    /// Its number.
    number: usize,
    figures: &'a Figures,
    later: &'a Figures,
    before: &'a [Option<Judgement>],
}

impl Bench<'_> {
    fn judge(&self) -> Result<Judgement, Option<f64>> {
        let worked = self.pass.worked;
        let mut carried = None;
        let own = Cell::new(None);
        let accept =
            |outcome: &Outcome, used: &[usize], carried: &mut Option<Judgement>| -> Option<Judgement> {
                if !tolerance::accepted(&self.item.printed).overlaps(outcome.range) {
                    own.set(own.get().or(Some(outcome.middle)));
                    return None;
                }
                let judgement = |verdict, root| Judgement {
                    verdict,
                    quantity: self.quantity,
                    root,
                    own: Some(outcome.middle),
                };
                match used.iter().find_map(|&claim| self.taint(claim)) {
                    None => Some(judgement(Verdict::Rounded, None)),
                    Some(root) => {
                        carried.get_or_insert(judgement(Verdict::Carried, Some(root)));
                        None
                    }
                }
            };
        if self.item.role == Role::Operand {
            if let Some(judgement) = self.repeats().or_else(|| self.is_turned_round()) {
                return Ok(judgement);
            }
        } else if let Some((outcome, used)) = self.own_line() {
            if let Some(judgement) = accept(&outcome, &used, &mut carried) {
                return Ok(judgement);
            }
            let far = (outcome.middle - self.item.printed.value.to_f64()).abs()
                > 3.5 * tolerance::unit(&self.item.printed);
            if far
                && !self.is_tainted(&used)
                && !tolerance::accepted(&self.item.printed).overlaps(outcome.range)
            {
                // The numbers put in are the author's word on how this was worked.
                return carried.ok_or(own.get());
            }
        } else if let Some(figure) = self.restates() {
            return Ok(Judgement {
                verdict: Verdict::Rounded,
                quantity: self.quantity,
                root: None,
                own: Some(figure.value),
            });
        }
        if worked.line(self.number, Style::Delta).is_none() {
            return Err(None);
        }
        let ways = [
            Some((self.figures, Basis::Earlier)),
            Some((self.figures, Basis::OnlyWrong)).filter(|_| self.figures.any_tainted()),
            Some((self.later, Basis::Any)).filter(|_| self.pass.looks_ahead),
            Some((self.figures, Basis::ByRule)).filter(|_| !worked.rules.is_empty()),
        ];
        let other_formulas =
            LazyCell::new(|| [worked.sum_of_terms(self.quantity), worked.term_by_delta(self.quantity)]);
        let mut by_earlier = Vec::new();
        for (figures, basis) in ways.into_iter().flatten() {
            // Wrong figures alone never make a number sound.
            if basis == Basis::OnlyWrong && carried.is_some() {
                continue;
            }
            for &style in self.styles() {
                let author = Author { worked, figures, claim: self.at, basis, style, hidden: None };
                if let Some(outcome) = author.outcome_of(self.number) {
                    if let Some(judgement) = accept(&outcome, &outcome.used, &mut carried) {
                        // What follows from a wrong rule alone has no wrong number for its root.
                        return Ok(match basis {
                            Basis::ByRule => Judgement { verdict: Verdict::Carried, ..judgement },
                            _ => judgement,
                        });
                    }
                    if basis == Basis::Earlier {
                        by_earlier.push((style, outcome));
                    }
                }
                if style != Style::Delta {
                    continue;
                }
                for formula in other_formulas.iter().flatten() {
                    if let Some(outcome) = author.outcome(formula, &|&leaf| Leaf::Quantity(leaf))
                        && let Some(judgement) = accept(&outcome, &outcome.used, &mut carried)
                    {
                        return Ok(judgement);
                    }
                }
            }
        }
        self.pass.thought_ahead.set(true);
        // A calculator's display in between was shortened too: that explains a few last places, no more.
        let value = self.item.printed.value.to_f64();
        let near =
            |outcome: &Outcome| (outcome.middle - value).abs() <= 3.5 * tolerance::unit(&self.item.printed);
        let hidden = Some(significant_figures(&self.item.printed));
        for (style, outcome) in by_earlier.into_iter().rev() {
            // What was shortened widens the range; the middle and the figures used are the same.
            if !near(&outcome) || carried.is_some() && self.is_tainted(&outcome.used) {
                continue;
            }
            let basis = Basis::Earlier;
            let author = Author { worked, figures: self.figures, claim: self.at, basis, style, hidden };
            if let Some(outcome) = author.outcome_of(self.number)
                && let Some(judgement) = accept(&outcome, &outcome.used, &mut carried)
            {
                return Ok(judgement);
            }
        }
        carried.or_else(|| self.says_again()).ok_or(own.get())
    }

    /// A wrong figure that a summary says once more is one mistake, and no second.
    fn says_again(&self) -> Option<Judgement> {
        let is_it = |figure: &&Figure| figure.printed.value == self.item.printed.value;
        let earlier = self.figures.all_of(self.number).iter().find(is_it)?;
        let root = self.taint(earlier.claim).filter(|_| self.item.role == Role::Result);
        root.map(|root| Judgement {
            verdict: Verdict::Carried,
            quantity: self.quantity,
            root: Some(root),
            own: Some(earlier.value),
        })
    }

    /// Whether any of these claims is wrong or carried.
    fn is_tainted(&self, claims: &[usize]) -> bool {
        claims.iter().any(|&claim| self.taint(claim).is_some())
    }

    /// The styles in which the quantity is worked by other formulas: only slopes of the loss are,
    /// and what follows from them, where δ does not go the long way itself.
    fn styles(&self) -> &'static [Style] {
        match self.quantity.kind {
            Kind::Plain(_) | Kind::Slope { of: Variable::A(..) | Variable::Z(..), .. } => &[Style::Delta],
            _ if self.pass.worked.manner.works_the_long_way() => &[Style::Delta],
            _ => &[Style::Delta, Style::Chain],
        }
    }

    /// The root of a claim that is wrong or carried.
    fn taint(&self, claim: usize) -> Option<usize> {
        let verdict = |judgement: &Judgement| match judgement.verdict {
            Verdict::Wrong => Some(claim),
            Verdict::Carried => Some(judgement.root.unwrap_or(claim)),
            _ => None,
        };
        match self.before.get(claim) {
            Some(judgement) => judgement.as_ref().and_then(verdict),
            None => {
                self.pass.thought_ahead.set(true);
                self.later.taints(claim).then_some(claim)
            }
        }
    }

    /// The sound figure that a number without a line of its own says once more, as a summary does.
    fn restates(&self) -> Option<&Figure> {
        let is_it =
            |figure: &&Figure| !figure.is_tainted() && figure.printed.value == self.item.printed.value;
        self.figures.all_of(self.number).iter().find(is_it)
    }

    /// An operand that repeats a figure, perhaps in fewer digits, stands as that figure does.
    fn repeats(&self) -> Option<Judgement> {
        let accepted = tolerance::accepted(&self.item.printed);
        let same = |figure: &&Figure| accepted.contains(figure.value);
        let earlier = self.figures.all_of(self.number).iter().rev().find(same);
        // A term of the loss has its name from its place in the sum, so that it need not say itself again.
        let is_term = matches!(
            self.quantity.kind,
            Kind::Plain(Variable::LossTerm(_)) | Kind::Slope { of: Variable::LossTerm(_), .. }
        );
        let another = |figure: &&Figure| (figure.claim != self.at || !is_term) && same(figure);
        let later = || {
            self.pass.thought_ahead.set(true);
            self.later.all_of(self.number).iter().find(another)
        };
        let figure = earlier.or_else(later)?;
        let root = self.taint(figure.claim);
        let verdict = match figure.verdict {
            Verdict::Wrong | Verdict::Carried => Verdict::Carried,
            _ => Verdict::Rounded,
        };
        Some(Judgement {
            verdict,
            quantity: self.quantity,
            root: root.or(Some(figure.claim).filter(|_| verdict == Verdict::Carried)),
            own: Some(figure.value),
        })
    }

    /// The 0.3 of `0.5 a − 0.3 b` is the weight −0.3, whose sign is the minus before it.
    fn is_turned_round(&self) -> Option<Judgement> {
        let exact = -self.pass.worked.exact_of(self.number)?;
        let accepted = tolerance::accepted(&self.item.printed);
        let figures = self.figures.all_of(self.number);
        let is_figure = figures.iter().rev().find(|figure| accepted.contains(-figure.value));
        let judgement = |verdict, root| Judgement { verdict, quantity: self.quantity, root, own: None };
        match is_figure {
            _ if !self.item.is_unsigned || self.steps_back() => None,
            Some(figure) if figure.is_tainted() => {
                Some(judgement(Verdict::Carried, self.taint(figure.claim).or(Some(figure.claim))))
            }
            Some(figure) => Some(judgement(figure.verdict, None)),
            None => {
                accepted.overlaps(tolerance::widened(exact, 0.0)).then(|| judgement(Verdict::Right, None))
            }
        }
    }

    /// Whether the number is put into the step of a parameter that goes the wrong way: the minus of
    /// `0.5 − 0.1 · 0.3 = 0.47` is the step's, where the slope is −0.3.
    fn steps_back(&self) -> bool {
        let statement = &self.pass.sheet.statements[self.item.statement];
        let Some(new) = statement.quantity else { return false };
        let Kind::Updated(parameter) = new.kind else { return false };
        let exact = |quantity| self.pass.worked.exact(quantity).map(|exact| (exact.low + exact.high) / 2.0);
        let printed = statement.sides.iter().find_map(|side| side.printed);
        match (exact(Quantity::plain(parameter)), exact(new), printed) {
            (Some(old), Some(new), Some(printed)) => (new - old) * (printed.value.to_f64() - old) < 0.0,
            _ => false,
        }
    }

    /// What the figures of the line itself give, where they are put into a right formula.
    fn own_line(&self) -> Option<(Outcome, Vec<usize>)> {
        let statement = &self.pass.sheet.statements[self.item.statement];
        let author = Author {
            worked: self.pass.worked,
            figures: self.figures,
            claim: self.at,
            basis: Basis::Earlier,
            style: Style::Delta,
            hidden: None,
        };
        // The side nearest before the number, else the one after it.
        let sides = &statement.sides;
        let before = sides[..self.item.side].iter().rev();
        for side in before.chain(&sides[self.item.side..]) {
            let Some(formula) = &side.formula else { continue };
            let mut operands = Vec::new();
            let mut is_itself = false;
            formula.for_each_symbol(&mut |leaf| match leaf {
                Leaf::Operand(operand) => operands.push(*operand),
                Leaf::Quantity(quantity) => is_itself |= *quantity == self.quantity,
            });
            if operands.is_empty() || is_itself || !self.holds(formula) {
                continue;
            }
            let Some(outcome) = author.outcome(formula, &|&leaf| leaf) else { continue };
            let mut used = outcome.used.clone();
            let items = &self.pass.operands;
            used.extend(operands.iter().filter_map(|operand| items.get(&operand.printed.span.start)));
            return Some((outcome, used));
        }
        None
    }

    /// What a number is put in for.
    fn put_in_for(&self, operand: &Operand) -> Option<Quantity> {
        let item = self.pass.operands.get(&operand.printed.span.start);
        item.map_or(operand.quantity, |&at| Some(self.pass.items[at].quantity))
    }

    /// Whether a formula with numbers put in gives the quantity, if each number is what it is said to be.
    fn holds(&self, formula: &Expr<Leaf>) -> bool {
        let worked = self.pass.worked;
        let Some(exact) = worked.exact_of(self.number) else { return true };
        let value = formula.evaluate(&|leaf: &Leaf| match leaf {
            Leaf::Quantity(quantity) => worked.exact(*quantity).unwrap_or(Interval::ALL),
            Leaf::Operand(operand) => match self.put_in_for(operand) {
                Some(quantity) => worked.exact(quantity).unwrap_or(Interval::ALL),
                None if operand.printed.unit >= -2 => Interval::point(operand.printed.value.to_f64()),
                None => tolerance::meant(&operand.printed, self.pass.habit),
            },
        });
        let slack = 1e-9 * exact.low.abs().max(exact.high.abs()) + 1e-12;
        tolerance::widened(value, slack).overlaps(exact)
    }
}

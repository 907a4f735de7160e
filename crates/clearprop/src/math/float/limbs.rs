//! Whole-number arithmetic on rows of 64-bit limbs, the least significant first.

/// a · b + c + d as its low and its high limb; it cannot overflow.
pub(super) fn multiply_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let wide = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
    (wide as u64, (wide >> 64) as u64)
}

/// Adds, and says whether a carry is left over.
pub(super) fn add_limbs(sum: &mut [u64], addend: &[u64]) -> bool {
    let mut carry = false;
    for (limb, &other) in sum.iter_mut().zip(addend) {
        (*limb, carry) = limb.carrying_add(other, carry);
    }
    carry
}

/// Subtracts a number that is not larger.
pub(super) fn subtract_limbs(difference: &mut [u64], subtrahend: &[u64]) {
    let mut borrow = false;
    for (limb, &other) in difference.iter_mut().zip(subtrahend) {
        (*limb, borrow) = limb.borrowing_sub(other, borrow);
    }
}

pub(super) fn shift_left(limbs: &mut [u64], bits: u32) {
    let (whole, part) = ((bits / 64) as usize, bits % 64);
    for at in (0..limbs.len()).rev() {
        let take = |from: Option<usize>| from.map_or(0, |from| limbs[from]);
        let high = take(at.checked_sub(whole));
        let low = take(at.checked_sub(whole + 1));
        limbs[at] = if part == 0 { high } else { (high << part) | (low >> (64 - part)) };
    }
}

pub(super) fn shift_right(limbs: &mut [u64], bits: u32) {
    let (whole, part) = ((bits / 64) as usize, bits % 64);
    for at in 0..limbs.len() {
        let take = |from: usize| limbs.get(from).copied().unwrap_or(0);
        let low = take(at + whole);
        let high = take(at + whole + 1);
        limbs[at] = if part == 0 { low } else { (low >> part) | (high << (64 - part)) };
    }
}

//! Numbers in memory that begin at a cache line.

/// A row of zeros of fixed length, aligned to 64 bytes.
pub(crate) struct Buffer<T> {
    lines: Vec<Line<T>>,
    length: usize,
}

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line<T>([T; LINE]);

const LINE: usize = 16;

impl<T: Copy + Default> Buffer<T> {
    pub(crate) fn zeros(length: usize) -> Buffer<T> {
        Buffer { lines: vec![Line([T::default(); LINE]); length.div_ceil(LINE)], length }
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        // SAFETY: a line is nothing but its sixteen numbers (64 or 128 bytes), so lines are numbers
        // one after the other, and there are at least `length` of them.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.length) }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as in `as_slice`; the borrow is unique.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.length) }
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut T {
        self.lines.as_mut_ptr().cast()
    }
}

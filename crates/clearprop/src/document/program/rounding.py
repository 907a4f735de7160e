DIGITS = <digits>
NOISE = <noise>  # what doubles may leave where the result is 0


def rounded(x):
    """The number as the page prints it: DIGITS decimals, below 1 as many significant figures."""
    if not np.isfinite(x):
        return str(float(x))
    if abs(x) < NOISE:
        return "0"
    x = Decimal(f"{float(x):.12e}")  # without the noise of doubles
    for _ in range(2):  # 0.09999… becomes 0.1000
        place = -DIGITS if x.adjusted() >= 0 else x.adjusted() + 1 - DIGITS
        x = x.quantize(Decimal(1).scaleb(place), <way>)
    if -6 <= x.adjusted() < 15:
        return f"{x:f}"
    figures = x.scaleb(-x.adjusted()).quantize(Decimal(1).scaleb(1 - DIGITS), <way>)
    return f"{figures:f}e{x.adjusted()}"

def parts(name):
    """dE[2] is dE and [2]; w[1,2,3] is w and [1, 2, 3]."""
    letter, _, indices = name.partition("[")
    return letter, [int(i) for i in indices.rstrip("]").split(",") if i]


def entry(array, indices):
    return array[tuple(i - 1 for i in indices)]


def variable(name, sample):
    """x[j], y[k], w[l,j,k], b[l,k], z[l,k], a[l,k], E or E[k]; w' is w after the update."""
    letter, indices = parts(name)
    new = letter.endswith("'")
    w, b = (new_weights, new_biases) if new else (weights, biases)
    letter = letter.rstrip("'")
    if letter in "wb":
        return entry((w if letter == "w" else b)[indices[0] - 1], indices[1:])
    if name == "E" and sample is None:
        return loss
    if name == "E'" and sample is None:
        return loss_after
    x, y = samples[(sample or 1) - 1]
    z, a = forward(w, b, x)
    if letter in "xy":
        return entry(x if letter == "x" else y, indices)
    if letter in "za":
        return entry((z if letter == "z" else a)[indices[0]], indices[1:])
    terms = loss_terms(y, z[-1], a[-1])
    return entry(terms, indices) if indices else terms.sum()


def slope(of, by, sample):
    """∂of/∂by."""
    (of, of_indices), (letter, (layer, *indices)) = parts(of), parts(by)
    if (of, of_indices, sample) == ("E", [], None) and letter in "wb":
        return entry((by_weights if letter == "w" else by_biases)[layer - 1], indices)
    x, y = samples[(sample or 1) - 1]
    z, a, by_all = worked[(sample or 1) - 1]
    if of == "E":
        if of_indices:  # one term of the loss alone
            alone = np.zeros(len(y))
            alone[of_indices[0] - 1] = entry(loss_slopes(y, z[-1], a[-1]), of_indices)
            by_all = backward(z, a, alone)
        return entry(by_all[letter][layer - 1], indices)
    of_layer, k = of_indices
    if of == "a":
        return slopes[layer - 1](z[layer])[k - 1, indices[0] - 1]
    if letter == "a":
        return weights[of_layer - 1][indices[0] - 1, k - 1]
    return a[layer - 1][indices[0] - 1] if letter == "w" else 1.0


def number(name):
    name, _, sample = name.partition("@")
    sample = int(sample) if sample else None
    of, is_slope, by = name.partition("/d")
    return slope(of[1:], by, sample) if is_slope else variable(name, sample)


for name, text in printed.items():
    worked_again = rounded(number(name))
    assert worked_again == rounded(float(text)), f"{name}: {worked_again} is not {text}"
print(f"All {len(printed)} numbers agree.")

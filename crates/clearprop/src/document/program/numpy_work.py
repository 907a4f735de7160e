def forward(weights, biases, x):
    """z and a of each layer; a[0] is the input."""
    z, a = [None], [x]
    for w, b, activation in zip(weights, biases, activations):
        z.append(a[-1] @ w + b)
        a.append(activation(z[-1]))
    return z, a


def backward(z, a, by_output):
    """From the slopes by the outputs those by each layer's z, a, w and b, from the last layer back."""
    by = {"z": [], "a": [], "w": [], "b": []}
    by_a = by_output
    for w, slope, z_layer, before in reversed(list(zip(weights, slopes, z[1:], a))):
        by_z = by_a @ slope(z_layer)
        by["a"].insert(0, by_a)
        by["z"].insert(0, by_z)
        by["w"].insert(0, np.outer(before, by_z))
        by["b"].insert(0, by_z)
        by_a = w @ by_z
    return by


def mean_loss(weights, biases):
    total = 0.0
    for x, y in samples:
        z, a = forward(weights, biases, x)
        total += loss_terms(y, z[-1], a[-1]).sum()
    return total / len(samples)


loss = mean_loss(weights, biases)
worked = []  # z, a and slopes of each sample
for x, y in samples:
    z, a = forward(weights, biases, x)
    worked.append((z, a, backward(z, a, loss_slopes(y, z[-1], a[-1]))))
by_weights = [sum(each) / len(samples) for each in zip(*(by["w"] for _, _, by in worked))]
by_biases = [sum(each) / len(samples) for each in zip(*(by["b"] for _, _, by in worked))]

new_weights = [w - learning_rate * slope for w, slope in zip(weights, by_weights)]
new_biases = [b - learning_rate * slope for b, slope in zip(biases, by_biases)]
loss_after = mean_loss(new_weights, new_biases)

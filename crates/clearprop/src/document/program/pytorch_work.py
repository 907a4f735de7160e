def mean_loss(weights, biases):
    total = 0
    for x, y in samples:
        a = x
        for w, b, activation in zip(weights, biases, activations):
            z = a @ w + b
            a = activation(z)
        total = total + (<terms>).sum()
    return total / len(samples)


loss = mean_loss(weights, biases)
loss.backward()
by_weights = [w.grad.numpy() for w in weights]
by_biases = [b.grad.numpy() for b in biases]

with torch.no_grad():
    new_weights = [w - learning_rate * w.grad for w in weights]
    new_biases = [b - learning_rate * b.grad for b in biases]
    loss_after = mean_loss(new_weights, new_biases).item()
    loss, new_weights, new_biases = loss.item(), [w.numpy() for w in new_weights], [b.numpy() for b in new_biases]

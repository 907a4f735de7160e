def show(name, layers):
    """A line for each number, such as dE/dw[1,2,3] = 0.1234: layer, from, to, counted from 1."""
    for layer, values in enumerate(layers, start=1):
        for index, value in np.ndenumerate(values):
            indices = ",".join(str(i + 1) for i in index)
            print(f"{name}[{layer},{indices}] = {rounded(value)}")

"""Makes the tables of this folder: iris.csv (Fisher 1936, as scikit-learn bundles it) and
houses.csv (invented here: numbers, categories, booleans, gaps, and a price that follows from them)."""
import csv
import random


def iris():
    from sklearn.datasets import load_iris

    data = load_iris()
    with open("iris.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["sepal_length", "sepal_width", "petal_length", "petal_width", "species"])
        for row, species in zip(data.data, data.target):
            out.writerow([*(f"{value:.1f}" for value in row), data.target_names[species]])


def houses(rows=400):
    draw = random.Random(3)
    with open("houses.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["area", "rooms", "built", "district", "garden", "heating", "price"])
        for _ in range(rows):
            area = round(draw.triangular(35, 220, 90), 1)
            rooms = max(1, round(area / 28 + draw.gauss(0, 0.7)))
            built = draw.randint(1890, 2024)
            district = draw.choices(["centre", "harbour", "hills", "station"], [3, 2, 2, 3])[0]
            garden = draw.random() < (0.7 if district == "hills" else 0.3)
            heating = draw.choice(["gas", "district", "heat pump"])
            place = {"centre": 1.5, "harbour": 1.25, "hills": 1.35, "station": 0.9}[district]
            price = area * 2.9 * place * (1 + (built - 1960) / 400) + 30 * garden + 12 * rooms
            price += 25 * (heating == "heat pump") + draw.gauss(0, 18)
            gap = lambda value, share: "" if draw.random() < share else value
            out.writerow([
                area, gap(rooms, 0.05), gap(built, 0.1), gap(district, 0.04),
                "yes" if garden else "no", gap(heating, 0.08), f"{price:.1f}",
            ])


iris()
houses()

// How much each unit is, in the first of its kind; temperatures also begin elsewhere.
const measures = {
  meters: 1, millimeters: 0.001, centimeters: 0.01, kilometers: 1000, inches: 0.0254, feet: 0.3048, yards: 0.9144, miles: 1609.344,
  kilograms: 1, grams: 0.001, tonnes: 1000, ounces: 0.028349523125, pounds: 0.45359237,
  liters: 1, milliliters: 0.001, cups: 0.2365882365, gallons: 3.785411784,
  seconds: 1, minutes: 60, hours: 3600, days: 86400, weeks: 604800,
  bytes: 1, kilobytes: 1024, megabytes: 1048576, gigabytes: 1073741824,
  celsius: 1, kelvin: 1, fahrenheit: 5 / 9,
};
const origins = { kelvin: -273.15, fahrenheit: -160 / 9 };

function converted(value, from, to) {
  const plain = value * measures[from] + (origins[from] ?? 0);
  return (plain - (origins[to] ?? 0)) / measures[to];
}

// As many digits as tell something: twelve hide what binary fractions add.
const tidy = (value) => String(Number(value.toPrecision(Math.abs(value) >= 1 ? 10 : 6)));

const test = require('node:test');

test('starts', () => {});
test('later', { skip: true }, () => {});

const test = require('node:test');
const assert = require('node:assert');

test('adds', () => assert.equal(2, 1 + 1));
test('old', () => assert.equal(3, 1 + 1));

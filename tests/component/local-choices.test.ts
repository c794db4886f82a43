// The page's store of kernel choices, on the browser's own storage.
import { afterEach, expect, test, vi } from 'vitest';
import { localChoices } from '../../src/app/local-choices.ts';

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

test('what was saved is loaded in a later visit, and the last one counts', () => {
  expect(localChoices().load()).toBeUndefined();
  localChoices().save('first');
  localChoices().save('second');
  expect(localChoices().load()).toBe('second');
});

test('a browser that blocks its storage makes it an empty store, not an error', () => {
  const refuse = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse);
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
  expect(() => localChoices().save('anything')).not.toThrow();
  expect(localChoices().load()).toBeUndefined();
});

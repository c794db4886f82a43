// The store of measure/choices.ts in the page: one entry of localStorage, which a browser may refuse.
import type { ChoiceStore } from '../measure/choices.ts';

const ENTRY = 'scalewall.choices';

export function localChoices(): ChoiceStore {
  return {
    load: () => {
      try {
        return localStorage.getItem(ENTRY) ?? undefined;
      } catch {
        // Blocked storage throws on access; then every run holds its contests.
        return undefined;
      }
    },
    save: (text) => {
      try {
        localStorage.setItem(ENTRY, text);
      } catch {
        // Blocked or full: the next run holds its contests again.
      }
    },
  };
}

// A run's progress as text: one line that is rewritten on a terminal; elsewhere a plain line per size, or every two seconds.
import type { RunProgress } from '../contract/page.ts';

export interface Screen {
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
  /** Milliseconds of any steady clock. */
  now(): number;
}

export interface ProgressLine {
  show(progress: RunProgress): void;
  /** Leaves the cursor at the start of an empty line. */
  end(): void;
}

const PLAIN_MILLISECONDS = 2_000;
const BAR_CELLS = 20;

export function createProgressLine(screen: Screen): ProgressLine {
  return screen.isTerminal ? liveLine(screen) : plainLines(screen);
}

function liveLine(screen: Screen): ProgressLine {
  let isOpen = false;
  return {
    show: (progress) => {
      const full = Math.round(progress.fraction * BAR_CELLS);
      const bar = '█'.repeat(full).padEnd(BAR_CELLS, '░');
      screen.write(`\r${`${bar} ${describe(progress)}`.slice(0, Math.max(1, screen.columns - 1))}\u001b[K`);
      isOpen = true;
    },
    end: () => {
      if (isOpen) screen.write('\r\u001b[K');
      isOpen = false;
    },
  };
}

/** Interleaved rounds hop among sizes many times a second, so only the first time at a stage or size is news. */
function plainLines(screen: Screen): ProgressLine {
  const seen = new Set<string>();
  let last = Number.NEGATIVE_INFINITY;
  return {
    show: (progress) => {
      const topic = `${progress.stage} ${progress.size ?? ''}`;
      if (seen.has(topic) && screen.now() - last < PLAIN_MILLISECONDS) return;
      seen.add(topic);
      last = screen.now();
      screen.write(`${describe(progress)}\n`);
    },
    end: () => {},
  };
}

function describe({ stage, size, phase, operation, fraction, elapsed_seconds }: RunProgress): string {
  const where = [size, phase, operation].filter((part) => part !== undefined).join(' · ');
  return `${String(Math.round(fraction * 100)).padStart(3)} %  ${elapsed_seconds.toFixed(0).padStart(3)} s  ${stage}${where === '' ? '' : `  ${where}`}`;
}

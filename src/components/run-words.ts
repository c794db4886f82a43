// Flags, completions and outcomes of a run in words. Rests on contract/run.ts.
import { msg } from '@lit/localize';
import type { Flag, Run, Trial } from '../contract/run.ts';

export function flagWords(kind: Flag['kind']): string {
  switch (kind) {
    case 'fallback-adapter':
      return msg('Software adapter: the processor did the work. These numbers say nothing about a GPU.');
    case 'coarse-clock':
      return msg('The clock is coarse; samples were made longer to stay far above its step.');
    case 'hidden-tab':
      return msg('The tab was hidden for a while. The run waited, and samples taken meanwhile are void.');
    case 'drift':
      return msg('The GPU became slower or faster during the run. The intervals are wider for it.');
    case 'throttling-suspected':
      return msg('The GPU seems to have throttled, from heat or power.');
    case 'on-battery':
      return msg('The machine ran on its battery; many slow their GPU then.');
    case 'not-isolated':
      return msg('The page was not isolated, so the browser’s clock is coarser.');
    case 'device-lost':
      return msg('The GPU was lost during the run.');
    case 'out-of-memory':
      return msg('The GPU had too little memory for some trials.');
    case 'wall-clock':
      return msg('Timed by the page’s clock, not by the GPU’s: launches are part of every sample.');
    case 'headless':
      return msg('Run in a headless browser.');
    default:
      return kind satisfies never;
  }
}

export function completionWords(kind: Run['completion']['kind']): string {
  switch (kind) {
    case 'complete':
      return msg('The run is complete.');
    case 'out-of-time':
      return msg('Time ran out before everything was measured.');
    case 'stopped':
      return msg('The run was stopped. What was measured until then stands.');
    case 'device-lost':
      return msg('The GPU was lost. What was measured until then stands; the page can run again.');
    case 'failed':
      return msg('The run failed part of the way. What was measured until then stands.');
    default:
      return kind satisfies never;
  }
}

type Hole = Exclude<Trial['outcome'], { kind: 'measured' }>['reason'];

export function holeWords(reason: Hole): string {
  switch (reason) {
    case 'missing-feature':
      return msg('the adapter lacks a feature');
    case 'over-limit':
      return msg('over a limit of the adapter');
    case 'out-of-time':
      return msg('no time left');
    case 'stopped':
      return msg('stopped before it');
    case 'not-planned':
      return msg('not asked for');
    case 'wrong-output':
      return msg('the output was wrong');
    case 'compile':
      return msg('the shader did not compile');
    case 'out-of-memory':
      return msg('out of memory');
    case 'device-lost':
      return msg('the GPU was lost');
    case 'gpu-error':
      return msg('the GPU reported an error');
    case 'too-slow':
      return msg('too slow for the time there was');
    default:
      return reason satisfies never;
  }
}

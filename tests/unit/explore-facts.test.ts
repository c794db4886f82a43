import { describe, expect, it } from 'vitest';
import { answer } from '../../src/app/exploration-answer.ts';
import { readExploration, writeExploration } from '../../src/app/exploration-url.ts';
import { HOLDS } from '../../src/components/explore-words.ts';
import { lifeFacts, pointFacts } from '../../src/components/point-facts.ts';
import { DEFAULT_EXPLORATION, type Exploration } from '../../src/contract/exploration.ts';
import { CLAIM_IDS } from '../../src/report/claims-verdict.ts';

const explored = (dials: Partial<Exploration>) => {
  const reply = answer({ kind: 'explore', exploration: { ...DEFAULT_EXPLORATION, ...dials } }, undefined);
  if (reply.kind !== 'report') return expect.unreachable(reply.kind);
  return reply.report;
};

describe('the numbers of the chosen size', () => {
  it.each(HOLDS)('all open, with %s held: the engine explains every one of them', (hold) => {
    const report = explored({ hold });
    const ids = new Set(report.explained.map(({ id }) => id));
    const facts = [
      ...pointFacts(report.focus, 'training', hold),
      ...pointFacts(report.focus, 'serving', hold),
      ...lifeFacts(report),
    ];
    expect(facts.length).toBeGreaterThan(15);
    expect(facts.filter(({ id }) => id === undefined || !ids.has(id))).toEqual([]);
  });
});

describe('the claims, answered as the worker answers them', () => {
  const reply = answer({ kind: 'claims', law: DEFAULT_EXPLORATION.law }, undefined);
  const claims = reply.kind === 'claims' ? reply.claims : undefined;

  it('are all eleven, with figures', () => {
    expect(claims?.verdicts.map(({ id }) => id)).toEqual(CLAIM_IDS);
    for (const { supports, contradicts, beside } of claims?.verdicts ?? [])
      expect(supports.length + contradicts.length + beside.length).toBeGreaterThan(0);
  });

  it('have links that read back as their dials, nothing refused', () => {
    for (const id of CLAIM_IDS) {
      const dials: Exploration = { ...DEFAULT_EXPLORATION, ...claims?.dials[id] };
      const known = { accelerators: [dials.accelerator], scenarios: CLAIM_IDS };
      const read = readExploration(writeExploration(dials, ''), known);
      expect(read).toEqual({ exploration: dials, runId: '', refused: [] });
      expect(read.exploration.scenario).toBe(id);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { FLAGS, parseArguments, type BenchOptions } from '../../src/cli/arguments.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { helpText } from '../../src/cli/help.ts';
import { LADDER } from '../../src/workload/ladder.ts';

function optionsOf(...argv: string[]): BenchOptions {
  const parsed = parseArguments(argv);
  if (parsed.kind !== 'bench') throw new Error(`${argv.join(' ')}: ${JSON.stringify(parsed)}`);
  return parsed.options;
}

function refusalOf(...argv: string[]): string {
  const parsed = parseArguments(argv);
  return parsed.kind === 'invalid' ? parsed.message : `not refused: ${parsed.kind}`;
}

describe('arguments of bench', () => {
  it('ask for a quick run of everything when there are none', () => {
    expect(optionsOf()).toEqual({
      request: { length: 'quick', sizes: [], phases: ['prefill', 'decode', 'train'], seed: 1, budget_seconds: null },
      json: undefined,
      submit: undefined,
      isProofWanted: true,
      browser: undefined,
      adapter: 'default',
      isHeaded: false,
      isVerbose: false,
    });
  });

  it('may all be given at once, with their values after a space or an equals sign', () => {
    const options = optionsOf(
      '--full',
      '--sizes=1e8..1e9',
      '--phases',
      'decode,train',
      '--budget',
      '12.5',
      '--seed=4294967295',
      '--adapter',
      'software',
      '--json',
      '-',
      '--submit',
      'http://127.0.0.1:8711',
      '--browser=/opt/chrome',
      '--headed',
      '--verbose',
    );
    expect(options.request).toMatchObject({
      length: 'full',
      phases: ['decode', 'train'],
      budget_seconds: 12.5,
      seed: 2 ** 32 - 1,
    });
    expect(options).toMatchObject({ json: '-', browser: '/opt/chrome', adapter: 'software', isHeaded: true, isVerbose: true });
    expect(options.submit?.href).toBe('http://127.0.0.1:8711/');
    expect(options.isProofWanted, 'unless it is said not to be').toBe(true);
  });

  it('ask for help wherever --help stands among valid flags', () => {
    expect(parseArguments(['--quick', '--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--qick'], 'Did you mean --quick?'],
    [['--phase', 'decode'], 'Did you mean --phases?'],
    [['--jsn=out.json'], 'Did you mean --json?'],
    [['--xylophone'], 'See --help.'],
    [['-q'], 'There is no flag -q.'],
    [['quick'], 'Did you mean --quick?'],
    [['--quick', '--full'], 'exclude each other'],
    [['--quick', '--quick'], 'given twice'],
    [['--quick=yes'], 'takes no value'],
    [['--no-quick'], 'There is no flag'],
    [['--json'], '--json needs a value'],
    [['--json='], '--json needs a value'],
    [['--json', '--quick'], '--json needs a value'],
    [['--adapter', 'swiftshader'], 'must be default or software; found "swiftshader"'],
    [['--phases', 'prefil'], 'Did you mean prefill?'],
    [['--phases', 'decode,decode'], 'names "decode" twice'],
    [['--phases', 'decode,'], 'empty item'],
    [['--no-proof'], 'says how to --submit'],
    [['--submit', 'localhost:8711'], 'must be an http or https address'],
    [['--submit', 'ftp://example.org'], 'must be an http or https address'],
    [['--submit', 'http://example.org/?q=1'], 'must be an http or https address'],
    [['--sizes', '1e6..'], 'must be a range'],
    [['--sizes', '1e9..1e6'], 'from a smaller to a larger'],
    [['--sizes', '0..1e6'], 'from a smaller to a larger'],
    [['--sizes', '1..2'], 'no size with 1 to 2 parameters'],
    [['--sizes', 'lama-2-7b'], 'Did you mean llama-2-7b?'],
  ])('refuse %j with the reason', (argv, reason) => {
    expect(refusalOf(...argv)).toContain(reason);
  });

  it.each([
    ['budget', '1', true],
    ['budget', '0.99', false],
    ['budget', '3600', true],
    ['budget', '3600.1', false],
    ['budget', '-5', false],
    ['budget', 'ten', false],
    ['seed', '0', true],
    ['seed', '4294967295', true],
    ['seed', '4294967296', false],
    ['seed', '1.5', false],
    ['seed', '0x10', false],
    ['seed', '', false],
  ])('hold --%s %s to its bounds: %s', (name, value, isGood) => {
    expect(parseArguments([`--${name}=${value}`]).kind).toBe(isGood ? 'bench' : 'invalid');
  });

  it('take exactly the sizes whose parameters lie in a range, its ends included', () => {
    const [low, high] = [LADDER[3], LADDER[6]];
    if (low === undefined || high === undefined) throw new Error('the ladder is too short for this test');
    const idsOf = (from: number, to: number) => optionsOf('--sizes', `${from}..${to}`).request.sizes;
    expect(idsOf(low.parameters, high.parameters)).toEqual(LADDER.slice(3, 7).map(({ id }) => id));
    expect(idsOf(low.parameters + 1, high.parameters - 1)).toEqual(LADDER.slice(4, 6).map(({ id }) => id));
  });

  it('take sizes by id in the ladder’s order', () => {
    expect(optionsOf('--sizes', 'llama-2-7b, gpt-2-124m').request.sizes).toEqual(['gpt-2-124m', 'llama-2-7b']);
  });
});

describe('help of bench', () => {
  it('names every flag and every exit code', () => {
    const text = helpText();
    for (const name of Object.keys(FLAGS)) expect(text).toContain(`--${name}`);
    for (const { code, meaning } of Object.values(EXIT_CODES)) expect(text).toContain(`${code}  ${meaning}`);
  });
});

// The three requests of a proof, answered from src/proof/verdict.ts.
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { seedWords } from '../../src/proof/seed.ts';
import { judge, verificationOf } from '../../src/proof/verdict.ts';
import type { Challenge } from '../../src/contract/proof.ts';

export async function stub(page: Page): Promise<void> {
  let challenge: Challenge | undefined;
  let began = 0;
  let elapsed = 0;
  let root = '';
  let leaves: number[] = [];
  let verification: unknown;
  await page.route('**/api/v1/challenges**', async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('/challenges')) {
      challenge = {
        ...(request.postDataJSON() as object),
        id: '0'.repeat(32),
        nonce: randomBytes(32).toString('hex'),
        commit_within_seconds: 60,
      } as Challenge;
      began = performance.now();
      await route.fulfill({ json: challenge });
    } else if (pathname.endsWith('/commitment') && challenge) {
      elapsed = (performance.now() - began) / 1000;
      root = (request.postDataJSON() as { root: string }).root;
      const all = new Set<number>();
      while (all.size < 64) all.add(Math.floor(Math.random() * challenge.rows * challenge.links));
      leaves = [...all].sort((a, b) => a - b);
      await route.fulfill({ json: { leaves, open_within_seconds: 120 } });
    } else if (challenge) {
      const verdict = judge(
        { seed: seedWords(challenge), work: challenge, root: Buffer.from(root, 'hex'), leaves },
        request.postDataBuffer() ?? Buffer.alloc(0),
      );
      console.log(verdict, elapsed, challenge.rows, challenge.links);
      verification = verificationOf(challenge, 64, elapsed);
      await route.fulfill({ json: verification });
    }
  });
  await page.route('**/api/v1/runs?proof=*', async (route) => {
    await route.fulfill({
      status: 201,
      json: {
        id: 'x',
        url: '/runs/x',
        created_at: 'now',
        verification,
        delete_url: '/runs/x#delete=0123456789abcdef0123456789abcdef',
      },
    });
  });
}

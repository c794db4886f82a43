// The page's own requests for a proof. Rests on client.ts and contract/proof.ts.
import type { ProofService } from '../contract/page.ts';
import { challengeSchema, questionSchema, verificationSchema } from '../contract/proof.ts';
import { ask } from './client.ts';

const CHALLENGES = '/api/v1/challenges';
const JSON_HEADERS = { 'content-type': 'application/json' };

export const PROOF_SERVICE: ProofService = {
  challenge: (request) =>
    ask(challengeSchema, CHALLENGES, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(request) }),
  commitment: (id, root) =>
    ask(questionSchema, `${CHALLENGES}/${id}/commitment`, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify({ root }),
    }),
  opening: (id, opening) =>
    ask(verificationSchema, `${CHALLENGES}/${id}/opening`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: opening,
    }),
};

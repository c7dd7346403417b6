import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isTree } from './option-tree.ts';
import type { TrustedDocuments } from './options.ts';

const documentsMax = 100_000;

/** Digests that are named when they do not fit their texts: where all are wrong, it is for one reason. */
const mismatchesToldMax = 20;

/** A digest as it may be written before a text: generators put the name of the algorithm in front. */
const textDigest = /^(?:sha256:)?([0-9a-f]{64})$/;

/** The check of the option: everything that is wrong is told at once, by the name of the option. */
export const trustedDocumentsSchema = z
  .custom<TrustedDocuments>((value) => Array.isArray(value) || isTree(value), {
    error: 'has to be a list of digests, or an object with the text of a document for each',
    abort: true,
  })
  .superRefine((documents, context) => {
    for (const message of Array.isArray(documents) ? faultsOfDigests(documents) : faultsOfTexts(documents))
      context.addIssue({ code: 'custom', message });
  });

/**
 * Reads the option from the text of a variable or a file: an object in JSON, or digests with commas or line breaks between them.
 * @returns undefined where it begins like an object and is none
 */
export function parseTrustedDocuments(text: string, parseList: (text: string) => unknown): unknown {
  if (!text.trimStart().startsWith('{')) return parseList(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultsOfDigests(digests: readonly unknown[]): readonly string[] {
  const isRight = digests.every((digest) => typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest));
  return [...(isRight ? [] : [notDigests]), ...faultsOfSize(digests.length)];
}

function faultsOfTexts(documents: object): readonly string[] {
  const entries = Object.entries(documents);
  const faults = new Set(faultsOfSize(entries.length));
  const mismatches: string[] = [];
  for (const [key, text] of entries) {
    const digest = textDigest.exec(key)?.[1];
    if (digest === undefined) faults.add(notDigests);
    else if (typeof text !== 'string') faults.add(`has no text for the digest ${digest}`);
    else if (createHash('sha256').update(text).digest('hex') !== digest) mismatches.push(digest);
  }
  for (const digest of mismatches.slice(0, mismatchesToldMax))
    faults.add(`has a text that is not the one of its digest ${digest}`);
  const untold = mismatches.length - mismatchesToldMax;
  if (untold > 0) faults.add(`has ${untold} more texts that are not those of their digests`);
  return [...faults];
}

const notDigests = 'has to hold SHA-256 digests of 64 hexadecimal digits';

function faultsOfSize(size: number): readonly string[] {
  return size > documentsMax ? [`has to have at most ${documentsMax} digests`] : [];
}

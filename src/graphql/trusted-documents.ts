import { createHash } from 'node:crypto';

/** SHA-256 digests of documents in hexadecimal digits, or the texts of documents by their digests. */
export type TrustedDocuments = readonly string[] | Readonly<Record<string, string>>;

/** Which documents are answered, and what stands for their digests. */
export interface DocumentTrust {
  readonly isTrusted: (text: string) => boolean;
  /** The text that a digest alone stands for; null where none are known, and digests are no way to ask. */
  readonly textOf: ((digest: string) => string | undefined) | null;
}

/** Trust in these documents, or in all where there are none. */
export function createDocumentTrust(documents: TrustedDocuments | undefined): DocumentTrust {
  if (documents === undefined) return { isTrusted: () => true, textOf: null };
  const isTrustedAmong = (digests: { has(digest: string): boolean }) => (text: string) =>
    digests.has(createHash('sha256').update(text).digest('hex'));
  if (isList(documents)) return { isTrusted: isTrustedAmong(new Set(documents)), textOf: null };
  const texts = new Map(Object.entries(documents).map(([digest, text]) => [bare(digest), text]));
  return {
    isTrusted: isTrustedAmong(texts),
    textOf: (digest) => texts.get(bare(digest)),
  };
}

/** Generators of documents, and clients that take digests from them, put the name of the algorithm in front. */
function bare(digest: string): string {
  return digest.startsWith('sha256:') ? digest.slice('sha256:'.length) : digest;
}

/** `Array.isArray` does not tell lists apart that may not be changed. */
function isList(documents: TrustedDocuments): documents is readonly string[] {
  return Array.isArray(documents);
}

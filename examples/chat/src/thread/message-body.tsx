import { Icon } from '../ui/icon.tsx';
import type { MessageFieldsFragment } from 'twilio-conversations-graphql/client';

const link = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;

/** The text with its links, and the names of attached files. */
export function MessageBody({ message }: { readonly message: MessageFieldsFragment }) {
  return (
    <>
      {message.body !== null && (
        <p className="bubble-text" dir="auto">
          {message.body.split(link).map((part, place) =>
            // Splitting by a group puts what matched at every second place.
            place % 2 === 1 ? (
              <a key={`${place}-${part}`} href={part} target="_blank" rel="noopener noreferrer">
                {part}
              </a>
            ) : (
              part
            ),
          )}
        </p>
      )}
      {message.media.map((file) => (
        <span key={file.sid} className="bubble-file">
          <Icon name="file" size={18} />
          {file.filename ?? file.contentType}
          <span className="bubble-file-size">{sizeInWords(file.size)}</span>
        </span>
      ))}
    </>
  );
}

function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

import type { Door } from './door.ts';
import { cursorDoor } from './doors/cursors.ts';
import { httpDoor } from './doors/http-body.ts';
import { idDoor } from './doors/ids.ts';
import { socketDoor } from './doors/socket.ts';
import { tokenDoor } from './doors/tokens.ts';
import { webhookDoor } from './doors/webhooks.ts';

/** Every place where strangers put something into a gateway. */
export const doors: readonly Door[] = [httpDoor, socketDoor, webhookDoor, cursorDoor, idDoor, tokenDoor];

import { type DefaultRole, defaultRoles } from './default-roles.ts';
import type { RoleRecord, ServiceConfiguration, ServiceRecord } from './records.ts';
import { noWebhooks } from './store.ts';
import type { World } from './world.ts';

/** Stores a new service with its four roles. */
export function addService(
  service: { readonly sid: string; readonly friendlyName: string },
  world: Pick<World, 'clock' | 'store' | 'newSid'>,
): ServiceRecord {
  const { store, clock } = world;
  const now = clock.now();
  const newRole = (role: DefaultRole): RoleRecord => ({
    ...role,
    sid: world.newSid('role'),
    sequence: store.nextSequence(),
    serviceSid: service.sid,
    dateCreated: now,
    dateUpdated: now,
  });
  const serviceUser = newRole(defaultRoles.serviceUser);
  const serviceAdmin = newRole(defaultRoles.serviceAdmin);
  const channelUser = newRole(defaultRoles.channelUser);
  const channelAdmin = newRole(defaultRoles.channelAdmin);
  const configuration: ServiceConfiguration = {
    defaultConversationCreatorRoleSid: channelAdmin.sid,
    defaultConversationRoleSid: channelUser.sid,
    defaultChatServiceRoleSid: serviceUser.sid,
    reachabilityEnabled: false,
  };
  const record: ServiceRecord = {
    ...service,
    sequence: store.nextSequence(),
    dateCreated: now,
    dateUpdated: now,
    contents: store.newServiceContents({ configuration, webhookConfiguration: noWebhooks }),
  };
  for (const role of [serviceUser, serviceAdmin, channelUser, channelAdmin]) record.contents.roles.put(role);
  store.services.put(record);
  return record;
}

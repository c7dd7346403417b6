import { app } from '@azure/functions';
import { createGateway, loadConfig } from 'twilio-conversations-graphql';
import { registerGateway } from './register-gateway.ts';

// One gateway for all calls of this instance: its cache and its bounds are worth nothing if each call has its own.
registerGateway(app, createGateway(loadConfig()));

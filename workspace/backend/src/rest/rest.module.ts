import { Module, type DynamicModule } from '@nestjs/common';
import type { Application } from '../application/application.js';
import { CharacterService } from '../application/character-service.js';
import { PortraitService } from '../application/portrait-service.js';
import { Identity } from '../http/identity.js';
import { ApiKey, InternalController } from './internal.controller.js';
import { PortraitsController } from './portraits.controller.js';

/** Plain HTTP: pictures for people, and what other services of ours may ask. */
@Module({})
export class RestModule {
  static with(application: Application, identity: Identity, key: ApiKey): DynamicModule {
    return {
      module: RestModule,
      controllers: [PortraitsController, InternalController],
      providers: [
        { provide: PortraitService, useValue: application.portraits },
        { provide: CharacterService, useValue: application.characters },
        { provide: Identity, useValue: identity },
        { provide: ApiKey, useValue: key },
      ],
    };
  }
}

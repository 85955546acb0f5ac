import type { AuthService } from './auth-service.js';
import type { CharacterService } from './character-service.js';
import type { LevelUpService } from './level-up-service.js';
import type { PortraitService } from './portrait-service.js';
import type { UserService } from './user-service.js';

/** All that can be asked of DICE, whichever protocol asks. */
export interface Application {
  readonly auth: AuthService;
  readonly users: UserService;
  readonly characters: CharacterService;
  readonly levelUps: LevelUpService;
  readonly portraits: PortraitService;
}

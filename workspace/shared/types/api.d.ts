/* Made by `pnpm --filter @dice/shared generate`; never changed by hand. */
export declare const appRouter: import('@trpc/server').TRPCBuiltRouter<
  {
    ctx: object;
    meta: object;
    errorShape: {
      data: {
        problems?: readonly import('../schemas/index.js').Problem[];
        current?: import('../schemas/index.js').Character;
        dependency?: string;
        retryAfterSeconds?: number;
        requestId?: string;
        code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
        httpStatus: number;
        path?: string;
      };
      message: string;
      code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
    };
    transformer: false;
  },
  import('@trpc/server').TRPCDecorateCreateRouterOptions<{
    auth: import('@trpc/server').TRPCBuiltRouter<
      {
        ctx: object;
        meta: object;
        errorShape: {
          data: {
            problems?: readonly import('../schemas/index.js').Problem[];
            current?: import('../schemas/index.js').Character;
            dependency?: string;
            retryAfterSeconds?: number;
            requestId?: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
            httpStatus: number;
            path?: string;
          };
          message: string;
          code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
        };
        transformer: false;
      },
      import('@trpc/server').TRPCDecorateCreateRouterOptions<{
        signIn: import('@trpc/server').TRPCMutationProcedure<{
          input: {
            email: string;
            password: string;
          };
          output: {
            accessToken: string;
            expiresAt: string;
            user: {
              id: string;
              email: string;
              name: string;
              role: 'user' | 'admin';
            };
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        /** A new access token for the refresh token in the cookie, which is replaced. */
        refresh: import('@trpc/server').TRPCMutationProcedure<{
          input: void;
          output: {
            accessToken: string;
            expiresAt: string;
            user: {
              id: string;
              email: string;
              name: string;
              role: 'user' | 'admin';
            };
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        signOut: import('@trpc/server').TRPCMutationProcedure<{
          input: void;
          output: {
            done: true;
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        me: import('@trpc/server').TRPCQueryProcedure<{
          input: void;
          output: {
            id: string;
            email: string;
            name: string;
            role: 'user' | 'admin';
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
      }>
    >;
    characters: import('@trpc/server').TRPCBuiltRouter<
      {
        ctx: object;
        meta: object;
        errorShape: {
          data: {
            problems?: readonly import('../schemas/index.js').Problem[];
            current?: import('../schemas/index.js').Character;
            dependency?: string;
            retryAfterSeconds?: number;
            requestId?: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
            httpStatus: number;
            path?: string;
          };
          message: string;
          code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
        };
        transformer: false;
      },
      import('@trpc/server').TRPCDecorateCreateRouterOptions<{
        list: import('@trpc/server').TRPCQueryProcedure<{
          input:
            | {
                limit?: number | undefined;
                cursor?: string | undefined;
              }
            | undefined;
          output: {
            items: {
              id: string;
              ownerId: string;
              version: number;
              name: string;
              race: 'Human' | 'Dwarf' | 'Elf' | 'Gnome' | 'Half-Elf' | 'Half-Orc' | 'Halfling';
              class:
                | 'Barbarian'
                | 'Bard'
                | 'Cleric'
                | 'Druid'
                | 'Fighter'
                | 'Monk'
                | 'Paladin'
                | 'Ranger'
                | 'Rogue'
                | 'Sorcerer'
                | 'Wizard';
              level: number;
              hitPoints: {
                max: number;
                current: number;
              };
              portraitUrl: string | null;
              updatedAt: string;
            }[];
            nextCursor?: string | undefined;
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        get: import('@trpc/server').TRPCQueryProcedure<{
          input: {
            id: string;
          };
          output: {
            id: string;
            ownerId: string;
            version: number;
            name: string;
            race: 'Human' | 'Dwarf' | 'Elf' | 'Gnome' | 'Half-Elf' | 'Half-Orc' | 'Halfling';
            class:
              | 'Barbarian'
              | 'Bard'
              | 'Cleric'
              | 'Druid'
              | 'Fighter'
              | 'Monk'
              | 'Paladin'
              | 'Ranger'
              | 'Rogue'
              | 'Sorcerer'
              | 'Wizard';
            level: number;
            hitPoints: {
              max: number;
              current: number;
            };
            portraitUrl: string | null;
            updatedAt: string;
            abilities: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            notes: string;
            modifiers: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            savingThrows: {
              fortitude: number;
              reflex: number;
              will: number;
            };
            baseAttackBonus: number;
            attacks: number[];
            armorClass: number;
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        create: import('@trpc/server').TRPCMutationProcedure<{
          input: {
            name: string;
            race: 'Human' | 'Dwarf' | 'Elf' | 'Gnome' | 'Half-Elf' | 'Half-Orc' | 'Halfling';
            class:
              | 'Barbarian'
              | 'Bard'
              | 'Cleric'
              | 'Druid'
              | 'Fighter'
              | 'Monk'
              | 'Paladin'
              | 'Ranger'
              | 'Rogue'
              | 'Sorcerer'
              | 'Wizard';
            abilities: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            id?: string | undefined;
            level?: number | undefined;
            notes?: string | undefined;
          };
          output: {
            id: string;
            ownerId: string;
            version: number;
            name: string;
            race: 'Human' | 'Dwarf' | 'Elf' | 'Gnome' | 'Half-Elf' | 'Half-Orc' | 'Halfling';
            class:
              | 'Barbarian'
              | 'Bard'
              | 'Cleric'
              | 'Druid'
              | 'Fighter'
              | 'Monk'
              | 'Paladin'
              | 'Ranger'
              | 'Rogue'
              | 'Sorcerer'
              | 'Wizard';
            level: number;
            hitPoints: {
              max: number;
              current: number;
            };
            portraitUrl: string | null;
            updatedAt: string;
            abilities: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            notes: string;
            modifiers: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            savingThrows: {
              fortitude: number;
              reflex: number;
              will: number;
            };
            baseAttackBonus: number;
            attacks: number[];
            armorClass: number;
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        update: import('@trpc/server').TRPCMutationProcedure<{
          input: {
            id: string;
            version: number;
            changes: {
              name?: string | undefined;
              abilities?:
                | {
                    strength: number;
                    dexterity: number;
                    constitution: number;
                    intelligence: number;
                    wisdom: number;
                    charisma: number;
                  }
                | undefined;
              currentHitPoints?: number | undefined;
              notes?: string | undefined;
            };
          };
          output: {
            id: string;
            ownerId: string;
            version: number;
            name: string;
            race: 'Human' | 'Dwarf' | 'Elf' | 'Gnome' | 'Half-Elf' | 'Half-Orc' | 'Halfling';
            class:
              | 'Barbarian'
              | 'Bard'
              | 'Cleric'
              | 'Druid'
              | 'Fighter'
              | 'Monk'
              | 'Paladin'
              | 'Ranger'
              | 'Rogue'
              | 'Sorcerer'
              | 'Wizard';
            level: number;
            hitPoints: {
              max: number;
              current: number;
            };
            portraitUrl: string | null;
            updatedAt: string;
            abilities: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            notes: string;
            modifiers: {
              strength: number;
              dexterity: number;
              constitution: number;
              intelligence: number;
              wisdom: number;
              charisma: number;
            };
            savingThrows: {
              fortitude: number;
              reflex: number;
              will: number;
            };
            baseAttackBonus: number;
            attacks: number[];
            armorClass: number;
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        /** Gone is gone: a character that is not there any more is no error, so that a queued removal can be sent twice. */
        remove: import('@trpc/server').TRPCMutationProcedure<{
          input: {
            id: string;
          };
          output: {
            done: true;
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
        levelUp: import('@trpc/server').TRPCBuiltRouter<
          {
            ctx: object;
            meta: object;
            errorShape: {
              data: {
                problems?: readonly import('../schemas/index.js').Problem[];
                current?: import('../schemas/index.js').Character;
                dependency?: string;
                retryAfterSeconds?: number;
                requestId?: string;
                code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
                httpStatus: number;
                path?: string;
              };
              message: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
            };
            transformer: false;
          },
          import('@trpc/server').TRPCDecorateCreateRouterOptions<{
            request: import('@trpc/server').TRPCMutationProcedure<{
              input: {
                id: string;
                hitPointRoll?: number | undefined;
              };
              output: {
                id: string;
                characterId: string;
                status: 'done' | 'pending' | 'approved' | 'rejected';
                fromLevel: number;
                toLevel: number;
                hitPointRoll: number | null;
                requestedAt: string;
              };
              meta: object;
              errorShape: {
                data: {
                  problems?: readonly import('../schemas/index.js').Problem[];
                  current?: import('../schemas/index.js').Character;
                  dependency?: string;
                  retryAfterSeconds?: number;
                  requestId?: string;
                  code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
                  httpStatus: number;
                  path?: string;
                };
                message: string;
                code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
              };
            }>;
            approve: import('@trpc/server').TRPCMutationProcedure<{
              input: {
                id: string;
              };
              output: {
                id: string;
                characterId: string;
                status: 'done' | 'pending' | 'approved' | 'rejected';
                fromLevel: number;
                toLevel: number;
                hitPointRoll: number | null;
                requestedAt: string;
              };
              meta: object;
              errorShape: {
                data: {
                  problems?: readonly import('../schemas/index.js').Problem[];
                  current?: import('../schemas/index.js').Character;
                  dependency?: string;
                  retryAfterSeconds?: number;
                  requestId?: string;
                  code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
                  httpStatus: number;
                  path?: string;
                };
                message: string;
                code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
              };
            }>;
            reject: import('@trpc/server').TRPCMutationProcedure<{
              input: {
                id: string;
              };
              output: {
                id: string;
                characterId: string;
                status: 'done' | 'pending' | 'approved' | 'rejected';
                fromLevel: number;
                toLevel: number;
                hitPointRoll: number | null;
                requestedAt: string;
              };
              meta: object;
              errorShape: {
                data: {
                  problems?: readonly import('../schemas/index.js').Problem[];
                  current?: import('../schemas/index.js').Character;
                  dependency?: string;
                  retryAfterSeconds?: number;
                  requestId?: string;
                  code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
                  httpStatus: number;
                  path?: string;
                };
                message: string;
                code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
              };
            }>;
            /** The newest of a character; null if there never was one. */
            get: import('@trpc/server').TRPCQueryProcedure<{
              input: {
                characterId: string;
              };
              output: {
                id: string;
                characterId: string;
                status: 'done' | 'pending' | 'approved' | 'rejected';
                fromLevel: number;
                toLevel: number;
                hitPointRoll: number | null;
                requestedAt: string;
              } | null;
              meta: object;
              errorShape: {
                data: {
                  problems?: readonly import('../schemas/index.js').Problem[];
                  current?: import('../schemas/index.js').Character;
                  dependency?: string;
                  retryAfterSeconds?: number;
                  requestId?: string;
                  code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
                  httpStatus: number;
                  path?: string;
                };
                message: string;
                code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
              };
            }>;
          }>
        >;
      }>
    >;
    rules: import('@trpc/server').TRPCBuiltRouter<
      {
        ctx: object;
        meta: object;
        errorShape: {
          data: {
            problems?: readonly import('../schemas/index.js').Problem[];
            current?: import('../schemas/index.js').Character;
            dependency?: string;
            retryAfterSeconds?: number;
            requestId?: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
            httpStatus: number;
            path?: string;
          };
          message: string;
          code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
        };
        transformer: false;
      },
      import('@trpc/server').TRPCDecorateCreateRouterOptions<{
        all: import('@trpc/server').TRPCQueryProcedure<{
          input: void;
          output: {
            abilities: ('strength' | 'dexterity' | 'constitution' | 'intelligence' | 'wisdom' | 'charisma')[];
            races: {
              name: 'Human' | 'Dwarf' | 'Elf' | 'Gnome' | 'Half-Elf' | 'Half-Orc' | 'Halfling';
              size: 'Small' | 'Medium';
              speed: number;
              adjustments: Partial<
                Record<
                  'strength' | 'dexterity' | 'constitution' | 'intelligence' | 'wisdom' | 'charisma',
                  number
                >
              >;
              savingThrowBonus: number;
            }[];
            classes: {
              name:
                | 'Barbarian'
                | 'Bard'
                | 'Cleric'
                | 'Druid'
                | 'Fighter'
                | 'Monk'
                | 'Paladin'
                | 'Ranger'
                | 'Rogue'
                | 'Sorcerer'
                | 'Wizard';
              hitDie: number;
              attack: 'good' | 'average' | 'poor';
              saves: {
                fortitude: 'good' | 'poor';
                reflex: 'good' | 'poor';
                will: 'good' | 'poor';
              };
            }[];
          };
          meta: object;
          errorShape: {
            data: {
              problems?: readonly import('../schemas/index.js').Problem[];
              current?: import('../schemas/index.js').Character;
              dependency?: string;
              retryAfterSeconds?: number;
              requestId?: string;
              code: import('@trpc/server').TRPC_ERROR_CODE_KEY;
              httpStatus: number;
              path?: string;
            };
            message: string;
            code: import('@trpc/server').TRPC_ERROR_CODE_NUMBER;
          };
        }>;
      }>
    >;
  }>
>;
export type AppRouter = typeof appRouter;

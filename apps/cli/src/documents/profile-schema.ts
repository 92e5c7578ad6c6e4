import { z } from 'zod';
import { profileSchema } from '../profile/profile.ts';

/** profiles/profile.schema.json, for editors and for profiles of one's own. */
export const publishedProfileSchema = (): unknown => z.toJSONSchema(profileSchema, { io: 'input' });

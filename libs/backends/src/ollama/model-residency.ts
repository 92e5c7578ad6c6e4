/** Which models of a server are in its memory because of this process. */
export interface ModelResidency {
  /** A loaded model names `modelName`; `running`: the server held it already. */
  join(modelName: string, running: boolean): void;
  /** The server was asked to run it, and so has loaded it. */
  used(modelName: string): void;
  /** One loaded model less. True when it was the last, and the server holds the model only because of these. */
  leave(modelName: string): boolean;
}

export function createModelResidency(): ModelResidency {
  const residents = new Map<string, { count: number; readonly wasRunning: boolean; used: boolean }>();
  return {
    join: (modelName, running) => {
      const resident = residents.get(modelName);
      if (resident === undefined) residents.set(modelName, { count: 1, wasRunning: running, used: false });
      else resident.count++;
    },
    used: (modelName) => {
      const resident = residents.get(modelName);
      if (resident !== undefined) resident.used = true;
    },
    leave: (modelName) => {
      const resident = residents.get(modelName);
      if (resident === undefined || --resident.count > 0) return false;
      residents.delete(modelName);
      return resident.used && !resident.wasRunning;
    },
  };
}

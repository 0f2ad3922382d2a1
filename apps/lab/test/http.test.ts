import { httpEmulator } from '@hl/lab';

test('an emulator ends with the block that uses it, even when that fails', async () => {
  let url = '';
  const failing = async (): Promise<void> => {
    await using emulator = await httpEmulator(() => ({ status: 204 }));
    url = emulator.url;
    expect((await fetch(url)).status).toBe(204);
    throw new Error('an assertion');
  };
  await expect(failing()).rejects.toThrow('an assertion');
  await expect(fetch(url)).rejects.toThrow();
});

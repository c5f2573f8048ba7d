using Garita.TestKit;

namespace Garita.Device.Tests.Update;

/// <summary>Scripts that stand in for a maker's.</summary>
internal static class BootHookFile
{
    public static string Write(TemporaryDirectory directory, string name, string body)
    {
        string path = directory.File(name);
        File.WriteAllText(path, "#!/bin/sh\n" + body);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}

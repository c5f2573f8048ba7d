using System.Diagnostics;
using Garita.TestKit;

namespace Garita.Durable.Tests;

/// <summary>A block device on a file, for as long as this lives.</summary>
internal sealed class LoopDevice : IDisposable
{
    private static readonly Lazy<string?> s_missing = new(Probe);

    public LoopDevice(TemporaryDirectory directory, long length)
    {
        string file = directory.File("disk");
        using (FileStream disk = File.Create(file))
        {
            disk.SetLength(length);
        }

        (int code, string output) = Losetup("--show", "-f", file);
        Assert.True(code == 0, output);
        Path = output.Trim();
    }

    /// <summary>Why there are none here; null where there are.</summary>
    public static string? Missing => s_missing.Value;

    public string Path { get; }

    public void Dispose() => Losetup("-d", Path);

    // By making one: the tools may be there and the right to it not.
    private static string? Probe()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/dev/loop-control"))
        {
            return "needs root and loop devices";
        }

        string file = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, new byte[4096]);
            (int code, string output) = Losetup("--show", "-f", file);
            if (code == 0)
            {
                Losetup("-d", output.Trim());
                return null;
            }

            return "no loop device: " + output.Trim();
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return "no losetup: " + fault.Message;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (int Code, string Output) Losetup(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("losetup", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}

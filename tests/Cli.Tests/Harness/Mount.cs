using System.Diagnostics;
using Garita.TestKit;

namespace Garita.Cli.Tests.Harness;

/// <summary>A mounted file system; gone when disposed.</summary>
public sealed class Mount : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private Mount(string source, params string[] options)
    {
        try
        {
            Run("mount", [.. options, source, Point]);
        }
        catch (InvalidOperationException)
        {
            _directory.Dispose();
            throw;
        }
    }

    /// <summary>Where it is.</summary>
    public string Point => _directory.Path;

    /// <summary>A file system in memory of this size.</summary>
    public static Mount Tmpfs(string size) => new("tmpfs", "-t", "tmpfs", "-o", "size=" + size);

    /// <summary>The same directory at another place, read-only.</summary>
    public static Mount ReadOnly(string directory)
    {
        Mount mount = new(directory, "--bind");
        mount.Remount("remount,bind,ro");
        return mount;
    }

    /// <summary>Changes the options.</summary>
    public void Remount(string options) => Run("mount", ["-o", options, Point]);

    public void Dispose()
    {
        Run("umount", [Point]);
        _directory.Dispose();
    }

    private static void Run(string tool, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(error);
        }
    }
}

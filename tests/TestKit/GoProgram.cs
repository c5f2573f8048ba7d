using System.Diagnostics;

namespace Garita.TestKit;

/// <summary>A program in Go over Debian's quic-go, a QUIC stack that shares nothing with ours; compiled for one test.
/// </summary>
public sealed class GoProgram : IDisposable
{
    /// <summary>What a test needs for it beside <c>go</c>.</summary>
    public const string Library = "/usr/share/gocode/src/github.com/lucas-clemente/quic-go/interface.go";

    private readonly TemporaryDirectory _folder = new();

    private GoProgram()
    {
    }

    /// <summary>The executable.</summary>
    public string Path => _folder.File("program");

    /// <summary>Compiles the program of a folder in the tree.</summary>
    public static async Task<GoProgram> BuildAsync(string source)
    {
        GoProgram program = new();
        ProcessStartInfo start = new("go", ["build", "-o", program.Path, "."])
        {
            WorkingDirectory = RepositoryRoot.File(source),
            RedirectStandardError = true,
        };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOCACHE"] = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "garita-go-cache");
        start.Environment["GOFLAGS"] = "-p=1";
        using Process build = Process.Start(start)!;
        string complaint = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return build.ExitCode == 0 ? program : throw new InvalidOperationException(complaint);
    }

    /// <summary>A path beside it; nothing is created.</summary>
    public string File(string name) => _folder.File(name);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}

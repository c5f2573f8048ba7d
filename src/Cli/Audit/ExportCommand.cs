using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Firmware;
using Garita.Durable;

namespace Garita.Cli.Audit;

/// <summary><c>garita audit export</c>: the whole log in a file, for someone who has only its key.</summary>
internal static class ExportCommand
{
    private const int BufferBytes = 128 * 1024;

    private static readonly Option<string> s_out = new("--out")
    {
        Description = "The file to write; it must not be there",
        HelpName = "FILE",
        Required = true,
    };

    public static Command Create() =>
        new Command("export", "Write the whole log to a file").With(s_out).Does(RunAsync);

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        string path = Path.GetFullPath(session.Get(s_out)!);
        ReleaseFiles.RefuseExisting("--out", path);
        using ApiClient api = session.OpenApi();
        long bytes = await api.DownloadAsync("api/v1/audit/export", stream => SaveAsync(stream, path, stop), stop);
        session.Terminal.Note($"{path}: {bytes} bytes; 'garita audit verify {Path.GetFileName(path)}' verifies them");
    }

    private static async Task<long> SaveAsync(Stream stream, string path, CancellationToken stop)
    {
        try
        {
            using IFileDraft draft = new DurableFiles().BeginFile(path, FileSecrecy.Secret);
            byte[] buffer = new byte[BufferBytes];
            long bytes = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer, stop)) > 0)
            {
                await draft.AppendAsync(buffer.AsMemory(0, read), stop);
                bytes += read;
            }

            draft.Commit();
            return bytes;
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }
}

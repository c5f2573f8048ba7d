using Garita.Durable;

namespace Garita.AuditLog.Tests.Storage;

/// <summary>
/// A disk with a power switch. It counts the operations that change something and stops at a chosen one: before it, in
/// its middle or after it. What was appended and not synced is then gone, or not, as the cut says. From then on nothing
/// works. It never flushes for real, which is what makes hundreds of cuts cheap.
/// </summary>
internal sealed class PowerCutFiles(Cut cut) : IDurableFiles
{
    private readonly List<CutAppendFile> _open = [];

    public int Operations { get; private set; }

    public bool IsOff { get; private set; }

    public void CreateDirectory(string path) => Do(path, () => Directory.CreateDirectory(path), () => { });

    public void WriteNew(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy) =>
        throw new NotSupportedException("a file that may be there in part");

    public void Replace(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        byte[] copy = content.ToArray();
        string fresh = path + ".0123.new";
        Do(
            path,
            () =>
            {
                File.WriteAllBytes(fresh, copy);
                File.Move(fresh, path, overwrite: true);
            },
            () => File.WriteAllBytes(fresh, copy[..(copy.Length / 2)]));
    }

    public IFileDraft BeginFile(string path, FileSecrecy secrecy) => throw new NotSupportedException("not used here");

    public void Move(string source, string target) => throw new NotSupportedException("not used here");

    public void Delete(string path) => Do(path, () => File.Delete(path), () => { });

    public void DeleteTree(string path) => throw new NotSupportedException("not used here");

    public byte[] Read(string path, int limit)
    {
        Demand(path);
        return File.ReadAllBytes(path);
    }

    public IAppendFile OpenAppend(string path)
    {
        Demand(path);
        CutAppendFile file = new(this, path);
        _open.Add(file);
        return file;
    }

    internal void Demand(string path)
    {
        if (IsOff)
        {
            throw new DurableException(DurableFault.Failed, path, "the power is off");
        }
    }

    internal void Do(string path, Action whole, Action part)
    {
        Demand(path);
        Operations++;
        if (Operations < cut.At)
        {
            whole();
            return;
        }

        if (cut.Moment == CutMoment.After)
        {
            whole();
        }
        else if (cut.Moment == CutMoment.Torn)
        {
            part();
        }

        IsOff = true;
        _open.ForEach(file => file.LosePower(cut.KeepsUnsynced));
        Demand(path);
    }
}

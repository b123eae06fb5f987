import Glibc

extension RegisterFile {
    /// Refuses a file that was never a register, before anything in it could be taken for a line that
    /// was edited, or for one that a crash left unfinished and that is to be taken off.
    ///
    /// A register has a head from before its first line on, or begins as its first line does.
    func requireRegister(_ bytes: [UInt8]) throws(AnalysisError) {
        guard !bytes.isEmpty, access(headPath, F_OK) != 0 else { return }
        let mark: [UInt8] =
            bytes.starts(with: RegisterLine.byteOrderMark) ? RegisterLine.byteOrderMark : []
        guard !bytes.dropFirst(mark.count).starts(with: RegisterLine.opening) else { return }
        throw AnalysisError(
            "no_register",
            "\"\(path)\" is no register: it does not begin as one does, and was left as it is.",
            hint:
                "Name a file of its own, as in --register hypotheses.jsonl; it is made where there "
                + "is none.", exitCode: .data)
    }
}
